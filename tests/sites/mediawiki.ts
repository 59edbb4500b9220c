import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian } from './debian-packages';
import { phpFrom } from './php';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const run = promisify(execFile);
const NAME = 'Ada';
const PASSWORD = 'Harbour-lantern-42';

/** MediaWiki with one user and SQLite, from Debian's package, in PHP's own server. */
export async function startMediaWiki(): Promise<RealSite> {
  const unpacked = await unpackDebian([
    'mediawiki',
    'php-cli',
    'php-xml',
    'php-mbstring',
    'php-sqlite3',
    'php-intl',
  ]);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-mediawiki-'));
  const wiki = join(folder, 'wiki');
  const whole = { recursive: true, dereference: true, filter: (path: string) => existsSync(path) };
  await cp(join(root, 'usr/share/mediawiki'), wiki, whole);
  await rm(join(wiki, 'LocalSettings.php'), { force: true });
  await mkdir(join(folder, 'data'));
  const php = phpFrom(root, folder);
  const server = await startServer((port) => ({
    file: php.file,
    args: [...php.args, '-S', `127.0.0.1:${port}`, '-t', wiki],
    env: php.env,
  }));
  await run(
    php.file,
    [
      ...php.args,
      join(wiki, 'maintenance/install.php'),
      '--dbtype',
      'sqlite',
      '--dbpath',
      join(folder, 'data'),
      '--scriptpath',
      '',
      '--server',
      server.url,
      '--pass',
      PASSWORD,
      '--skins',
      'Vector',
      'A wiki',
      NAME,
    ],
    { env: { ...process.env, ...php.env } },
  );
  return {
    ok: true,
    account: { url: `${server.url}/index.php`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
