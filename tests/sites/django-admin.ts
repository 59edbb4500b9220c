import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian } from './debian-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const run = promisify(execFile);
const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** Django's admin with one superuser, from Debian's package, on loopback. */
export async function startDjangoAdmin(language = 'en'): Promise<RealSite> {
  const unpacked = await unpackDebian(['python3-django']);
  if (!unpacked.ok) return unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-django-'));
  const own = join(unpacked.root, 'usr/bin/python3');
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : own;
  const env = {
    ...process.env,
    DJANGO_PACKAGES: join(unpacked.root, 'usr/lib/python3/dist-packages'),
    DJANGO_DATABASE: join(folder, 'db.sqlite3'),
    DJANGO_LANGUAGE: language,
    DJANGO_SUPERUSER_PASSWORD: PASSWORD,
  };
  const manage = join(import.meta.dirname, 'django-project.py');
  await run(python, [manage, 'migrate', '--verbosity', '0'], { env });
  await run(
    python,
    [manage, 'createsuperuser', '--noinput', '--username', NAME, '--email', 'ada@acme.example'],
    { env },
  );
  const server = await startServer((port) => ({
    file: python,
    args: [manage, 'runserver', '--noreload', `127.0.0.1:${port}`],
    env,
  }));
  return {
    ok: true,
    account: { url: `${server.url}/admin/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
