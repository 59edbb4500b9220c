import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export type Unpacked = { ok: true; root: string } | { ok: false; reason: string };

const run = promisify(execFile);
const MINUTE = 60_000;
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/**
 * Debian packages and what they need beyond this machine, unpacked into a cache folder. Needs no root and changes
 * nothing on the machine. Where there is no apt, or it reaches no archive, the reason is told.
 */
export async function unpackDebian(packages: readonly string[]): Promise<Unpacked> {
  const name = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'latchkey-sites');
  const root = join(cache, name);
  if (existsSync(join(root, '.complete'))) return { ok: true, root };
  try {
    const draft = join(cache, `${name}.${process.pid}`);
    await mkdir(join(draft, '.debs'), { recursive: true });
    await download(packages, cache, join(draft, '.debs'));
    for (const file of readdirSync(join(draft, '.debs'))) {
      await run('dpkg', ['-x', join(draft, '.debs', file), draft], { timeout: MINUTE });
    }
    rmSync(join(draft, '.debs'), { recursive: true });
    rmSync(root, { recursive: true, force: true });
    await rename(draft, root);
    relink(root, root);
    writeFileSync(join(root, '.complete'), '');
    return { ok: true, root };
  } catch (error) {
    return { ok: false, reason: firstLine(error) };
  }
}

async function download(packages: readonly string[], cache: string, folder: string): Promise<void> {
  const settings = await aptSettings(packages, cache);
  const { stdout } = await run(
    'apt-get',
    [...settings, 'install', '--simulate', '--no-install-recommends', ...packages],
    { timeout: MINUTE, maxBuffer: LARGEST_OUTPUT },
  );
  const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, found]) => found ?? '');
  const wanted = [...new Set([...packages, ...missing])];
  await run('apt-get', [...settings, 'download', ...wanted], {
    cwd: folder,
    timeout: 5 * MINUTE,
    maxBuffer: LARGEST_OUTPUT,
  });
}

/** The machine's own lists where it has them; otherwise lists of our own, which need no root either. */
async function aptSettings(packages: readonly string[], cache: string): Promise<string[]> {
  const known = await run('apt-cache', ['policy', ...packages], { timeout: MINUTE }).catch(() => ({
    stdout: '',
  }));
  const candidates = known.stdout.match(/Candidate: (?!\(none\))/g) ?? [];
  if (candidates.length === packages.length) return [];
  const lists = join(cache, 'lists');
  await mkdir(join(lists, 'partial'), { recursive: true });
  const settings = [
    '-o',
    `Dir::State::lists=${lists}`,
    '-o',
    `Dir::Cache=${join(cache, 'apt')}`,
    '-o',
    'Debug::NoLocking=1',
  ];
  await mkdir(join(cache, 'apt', 'archives', 'partial'), { recursive: true });
  await run('apt-get', [...settings, 'update'], { timeout: 3 * MINUTE, maxBuffer: LARGEST_OUTPUT });
  return settings;
}

/** Packages link to each other by full paths, which begin at our root now; what is on this machine stays there. */
function relink(folder: string, root: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      const target = readlinkSync(path);
      if (target.startsWith(root)) continue;
      const absolute = target.startsWith('/');
      const inside = absolute ? join(root, target) : resolve(folder, target);
      const unpacked = lstatSync(inside, { throwIfNoEntry: false }) !== undefined;
      const onMachine = inside.replace(root, '');
      // A full path to something unpacked, or a relative one to what was here before and so was not unpacked.
      const place = unpacked ? inside : onMachine;
      if (absolute !== unpacked || !existsSync(place)) continue;
      rmSync(path);
      symlinkSync(place, path);
    } else if (entry.isDirectory()) relink(path, root);
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').slice(0, 2).join(' ').slice(0, 200);
}
