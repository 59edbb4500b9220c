import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const DEBOUNCE_MS = 200;
/** Of a large vault the whole file is written anew each time: that may take a tenth of the process, not all of it. */
const REST_PER_WRITING = 9;

/**
 * One JSON file that outlives the process.
 *
 * Promises: a reader of the file sees the old or the new state, never half of one (write beside it, then rename);
 * the mode is 0600 from the first byte; after `flush` nothing that was announced is missing.
 */
export class StateFile {
  #timer: NodeJS.Timeout | undefined;
  #lastWritingMs = 0;

  constructor(
    private readonly path: string,
    private readonly state: () => unknown,
  ) {}

  static read(path: string): unknown {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new Error(`the sandbox cannot read its state file ${path}`, { cause: error });
    }
  }

  changed(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => this.flush(),
      Math.max(DEBOUNCE_MS, this.#lastWritingMs * REST_PER_WRITING),
    );
    this.#timer.unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const startedAt = performance.now();
    writePrivately(this.path, JSON.stringify(this.state()));
    this.#lastWritingMs = performance.now() - startedAt;
  }
}

/** For files that people read; the address file carries tokens, so it is private as well. */
export function writePrivateJson(path: string, value: unknown): void {
  writePrivately(path, JSON.stringify(value, null, 1));
}

function writePrivately(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, `${text}\n`, { mode: 0o600, flush: true });
  renameSync(beside, path);
}
