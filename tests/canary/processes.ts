import { readdirSync, readFileSync } from 'node:fs';
import type { CanaryScan } from './scan';

/** Those that need the database and the key of all keys, and are told so by their environment. */
const TOLD_BY_ENVIRONMENT = /scripts\/start\.mjs|dist\/(server|worker)\.mjs/;
/** What `npm start` builds with, which has ended before the product is there. */
const BUILDS = /node_modules\/(@esbuild|esbuild|next)\//;
/** The one variable in which `op` takes its token; other users of the machine cannot read it there. */
const TOKEN_OF_OP = /OP_SERVICE_ACCOUNT_TOKEN=[^\0]*/;

/**
 * The arguments of every process, which any user of the machine can read, and the environment of those that the product
 * starts: a browser with strangers' pages in it has no business with a key.
 */
export class ProcessWatch {
  readonly #arguments = new Set<string>();
  readonly #environments = new Map<string, string>();
  readonly #parents = new Map<string, string>();
  readonly #timer = setInterval(() => this.#look(), 75);

  constructor(private readonly root: number) {
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Answers what ran below the product: where a browser is missing, nothing was looked at. */
  scan(scan: CanaryScan): string[] {
    for (const line of this.#arguments) scan.look('arguments of processes', line.slice(0, 80), line);
    for (const [line, environment] of this.#environments)
      scan.look('environments of children', line.slice(0, 80), environment.replace(TOKEN_OF_OP, ''));
    return [...this.#environments.keys()];
  }

  #look(): void {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        this.#arguments.add(line);
        if (this.#isBelowRoot(pid) && !TOLD_BY_ENVIRONMENT.test(line) && !BUILDS.test(line))
          this.#environments.set(line, readFileSync(`/proc/${pid}/environ`, 'latin1'));
      } catch {
        // It ended meanwhile.
      }
    }
  }

  #isBelowRoot(pid: string): boolean {
    const parent = this.#parents.get(pid) ?? parentOf(pid);
    this.#parents.set(pid, parent);
    if (parent === String(this.root)) return true;
    return Number(parent) > 1 && this.#isBelowRoot(parent);
  }
}

/** The fourth field of proc_pid_stat(5); the second is a name in brackets that may hold anything. */
function parentOf(pid: string): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '0';
}
