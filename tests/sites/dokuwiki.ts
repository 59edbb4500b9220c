import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian } from './debian-packages';
import { phpFrom } from './php';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const run = promisify(execFile);
const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** DokuWiki with one user, from Debian's package, in PHP's own server. */
export async function startDokuWiki(): Promise<RealSite> {
  const unpacked = await unpackDebian(['dokuwiki', 'php-cli', 'php-xml', 'php-mbstring']);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-dokuwiki-'));
  const wiki = join(folder, 'wiki');
  const whole = { recursive: true, dereference: true };
  await cp(join(root, 'usr/share/dokuwiki'), wiki, { ...whole, filter: (path) => existsSync(path) });
  await cp(join(root, 'etc/dokuwiki'), join(wiki, 'conf'), { ...whole, filter: (path) => existsSync(path) });
  await cp(join(root, 'var/lib/dokuwiki/data'), join(wiki, 'data'), whole);
  // Debian moves configuration and libraries to fixed places of the machine; here they are elsewhere.
  await rm(join(wiki, 'inc/preload.php'), { force: true });
  rewrite(wiki, root);
  const php = phpFrom(root, folder);
  const hash = await run(
    php.file,
    [...php.args, '-r', 'echo password_hash($argv[1], PASSWORD_BCRYPT);', PASSWORD],
    { env: { ...process.env, ...php.env } },
  );
  const conf = (name: string, text: string) => writeFileSync(join(wiki, 'conf', name), text);
  conf(
    'local.php',
    `<?php\n$conf['savedir'] = '${join(wiki, 'data')}';\n$conf['useacl'] = 1;\n$conf['authtype'] = 'authplain';\n$conf['disableactions'] = '';\n`,
  );
  conf('acl.auth.php', '* @ALL 1\n');
  conf('users.auth.php', `${NAME}:${hash.stdout}:Ada Lovelace:ada@acme.example:user\n`);
  const server = await startServer((port) => ({
    file: php.file,
    args: [...php.args, '-S', `127.0.0.1:${port}`, '-t', wiki],
    env: php.env,
  }));
  return {
    ok: true,
    account: { url: `${server.url}/doku.php`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function rewrite(folder: string, root: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) rewrite(path, root);
    else if (entry.name.endsWith('.php')) {
      const text = readFileSync(path, 'utf8');
      if (text.includes('/usr/share/php'))
        writeFileSync(path, text.replaceAll('/usr/share/php', join(root, 'usr/share/php')));
    }
  }
}
