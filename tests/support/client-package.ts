import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
/** Another node_modules, to see how the client gets on with other versions of Playwright. */
const PLAYWRIGHT = process.env.LATCHKEY_TEST_PLAYWRIGHT ?? join(ROOT, 'node_modules');
const run = promisify(execFile);

/** A folder of someone who uses the client: the package installed offline from its tarball, and Playwright beside it. */
export interface InstalledClient {
  folder: string;
  write(name: string, content: string): Promise<string>;
  remove(): Promise<void>;
}

export async function installClient(): Promise<InstalledClient> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-client-'));
  const [built, project] = [join(folder, 'built'), join(folder, 'project')];
  // In a process of its own: the compiler would hold up this one, and with it the database's connections.
  await run(process.execPath, [join(ROOT, 'scripts/client-package.mjs'), built]);
  await mkdir(project);
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: built });
  await writeFile(join(project, 'package.json'), '{"name":"someones-tests","private":true}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, stdout.trim())];
  await run('npm', install, { cwd: project });
  for (const name of ['playwright-core', 'playwright', '@playwright', '@types'])
    await symlink(join(PLAYWRIGHT, name), join(project, 'node_modules', name));
  return {
    folder: project,
    async write(name, content) {
      const path = join(project, name);
      await writeFile(path, content);
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
