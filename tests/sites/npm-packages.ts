import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Unpacked } from './debian-packages';

const run = promisify(execFile);
const MINUTE = 60_000;

/**
 * Packages of npm with what they need, in a cache folder of their own; `root` is that folder. None of their
 * installation scripts is run. Where the registry is not reached, the reason is told.
 */
export async function installNpm(packages: readonly string[]): Promise<Unpacked> {
  const name = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'latchkey-sites');
  const root = join(cache, `npm-${name}`);
  if (existsSync(join(root, '.complete'))) return { ok: true, root };
  try {
    const draft = join(cache, `npm-${name}.${process.pid}`);
    await mkdir(draft, { recursive: true });
    writeFileSync(join(draft, 'package.json'), '{ "private": true }');
    const settings = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
    await run('npm', ['install', ...settings, ...packages], { cwd: draft, timeout: 8 * MINUTE });
    rmSync(root, { recursive: true, force: true });
    await rename(draft, root);
    writeFileSync(join(root, '.complete'), '');
    return { ok: true, root };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: text.split('\n').slice(0, 3).join(' ').slice(0, 200) };
  }
}
