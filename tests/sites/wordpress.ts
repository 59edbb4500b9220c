import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian } from './debian-packages';
import { startMariaDb } from './mariadb';
import { phpFrom } from './php';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const run = promisify(execFile);
const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** WordPress with one author, from Debian's packages, in PHP's own server with a MariaDB of its own. */
export async function startWordPress(): Promise<RealSite> {
  const unpacked = await unpackDebian([
    'wordpress',
    'php-cli',
    'php-mysql',
    'php-xml',
    'php-mbstring',
    'mariadb-server',
  ]);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-wordpress-'));
  const site = join(folder, 'site');
  const whole = { recursive: true, dereference: true, filter: (path: string) => existsSync(path) };
  await cp(join(root, 'usr/share/wordpress'), site, whole);
  await cp(join(root, 'var/lib/wordpress/wp-content'), join(site, 'wp-content'), whole).catch(() => {});
  const database = await startMariaDb(root, folder, 'wordpress');
  const php = phpFrom(root, folder);
  const server = await startServer((port) => {
    writeFileSync(join(site, 'wp-config.php'), configuration(database.socket, `http://127.0.0.1:${port}`));
    return { file: php.file, args: [...php.args, '-S', `127.0.0.1:${port}`, '-t', site], env: php.env };
  });
  writeFileSync(join(folder, 'install.php'), INSTALL);
  await run(php.file, [...php.args, join(folder, 'install.php'), site, NAME, PASSWORD], {
    env: { ...process.env, ...php.env },
  });
  return {
    ok: true,
    account: { url: `${server.url}/wp-login.php`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const INSTALL = `<?php
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('A site', 'owner', 'owner@acme.example', false, '', 'Another-password-77');
wp_insert_user(['user_login' => $argv[2], 'user_pass' => $argv[3], 'user_email' => 'ada@acme.example', 'role' => 'author']);
`;

function configuration(socket: string, url: string): string {
  return `<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:${socket}');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', '${url}');
define('WP_SITEURL', '${url}');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;
}
