import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '../../scripts/embedded-pg.mjs';
import { unpackDebian } from './debian-packages';
import { phpFrom } from './php';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** Tiny Tiny RSS, whose pages are widgets of Dojo, from Debian's package, with a PostgreSQL of its own. */
export async function startTinyTinyRss(): Promise<RealSite> {
  const unpacked = await unpackDebian([
    'tt-rss',
    'php-cli',
    'php-pgsql',
    'php-xml',
    'php-mbstring',
    'php-intl',
    'php-curl',
  ]);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-ttrss-'));
  const site = join(folder, 'site');
  const whole = { recursive: true, dereference: true, filter: (path: string) => existsSync(path) };
  await cp(join(root, 'usr/share/tt-rss/www'), site, whole);
  const database = await startEmbedded({ dir: join(folder, 'database'), throwaway: true });
  await fill(
    database.url,
    await readFile(join(root, 'usr/share/tt-rss/schema/ttrss_schema_pgsql.sql'), 'utf8'),
  );
  for (const name of ['images', 'export', 'upload', 'simplepie', 'feeds', 'starred-images'])
    await mkdir(join(folder, 'cache', name), { recursive: true });
  await mkdir(join(folder, 'lock'));
  const php = phpFrom(root, folder);
  const stated = await readFile(join(root, 'etc/tt-rss/config.php'), 'utf8');
  const server = await startServer((port) => {
    writeFileSync(join(site, 'config.php'), configuration(stated, database.url, folder, port));
    // It refuses to start as root, as which containers run tests.
    const asAnyone = ['-d', 'disable_functions=posix_getuid'];
    return {
      file: php.file,
      args: [...php.args, ...asAnyone, '-S', `127.0.0.1:${port}`, '-t', site],
      env: php.env,
    };
  });
  return {
    ok: true,
    account: { url: `${server.url}/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(schema);
    const hash = createHash('sha1').update(PASSWORD).digest('hex');
    await client.query(
      'INSERT INTO ttrss_users (login, pwd_hash, access_level, email, full_name) VALUES ($1, $2, 0, $3, $4)',
      [NAME, `SHA1:${hash}`, 'ada@acme.example', 'Ada'],
    );
  } finally {
    await client.end();
  }
}

function configuration(stated: string, databaseUrl: string, folder: string, port: number): string {
  const { hostname, port: databasePort, username, password, pathname } = new URL(databaseUrl);
  const database = `$dbtype = 'pgsql'; $dbserver = '${hostname}'; $dbport = '${databasePort}'; $dbuser = '${username}'; $dbname = '${pathname.slice(1)}'; $dbpass = '${password}';`;
  return stated
    .replace(/include_once\('\/etc\/tt-rss\/database.php'\);/, database)
    .replace('%SELF_URL_PATH', `http://127.0.0.1:${port}/`)
    .replace('/var/lib/tt-rss', join(folder, 'lock'))
    .replace('/var/cache/tt-rss', join(folder, 'cache'));
}
