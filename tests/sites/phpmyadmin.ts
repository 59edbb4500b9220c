import { existsSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackDebian } from './debian-packages';
import { startMariaDb } from './mariadb';
import { phpFrom } from './php';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** phpMyAdmin, which changes the password of a user of MariaDB in a dialog, from Debian's packages. */
export async function startPhpMyAdmin(): Promise<RealSite> {
  const unpacked = await unpackDebian([
    'phpmyadmin',
    'php-cli',
    'php-mysql',
    'php-xml',
    'php-mbstring',
    'mariadb-server',
  ]);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-phpmyadmin-'));
  const site = join(folder, 'site');
  const whole = { recursive: true, dereference: true, filter: (path: string) => existsSync(path) };
  await cp(join(root, 'usr/share/phpmyadmin'), site, whole);
  await mkdir(join(folder, 'tmp'));
  const database = await startMariaDb(root, folder, 'books');
  await database.execute(
    `CREATE USER ${NAME}@localhost IDENTIFIED BY '${PASSWORD}'; GRANT ALL ON books.* TO ${NAME}@localhost`,
  );
  for (const path of ['libraries/vendor_config.php', 'autoload.php']) {
    const text = await readFile(join(site, path), 'utf8');
    writeFileSync(
      join(site, path),
      text
        .replaceAll('/var/lib/phpmyadmin/tmp/', `${join(folder, 'tmp')}/`)
        .replaceAll('/etc/phpmyadmin/config.inc.php', join(folder, 'config.inc.php'))
        .replaceAll("'/usr/share/php/", `'${root}/usr/share/php/`),
    );
  }
  writeFileSync(
    join(folder, 'config.inc.php'),
    `<?php $cfg['blowfish_secret'] = 'only for a test on loopbac'; $cfg['Servers'][1] = ['auth_type' => 'cookie', 'host' => 'localhost', 'socket' => '${database.socket}'];`,
  );
  const php = phpFrom(root, folder);
  const server = await startServer((port) => ({
    file: php.file,
    args: [...php.args, '-S', `127.0.0.1:${port}`, '-t', site],
    env: php.env,
  }));
  return {
    ok: true,
    account: { url: `${server.url}/index.php`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
