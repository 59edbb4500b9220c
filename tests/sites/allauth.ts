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
const ADD_USER = `from django.contrib.auth.models import User; User.objects.create_user("${NAME}", "ada@acme.example", "${PASSWORD}")`;

/** django-allauth with its own pages and one user, from Debian's package, on loopback. */
export async function startAllauth(): Promise<RealSite> {
  const unpacked = await unpackDebian(['python3-django-allauth', 'python3-django']);
  if (!unpacked.ok) return unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-allauth-'));
  const own = join(unpacked.root, 'usr/bin/python3');
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : own;
  const env = {
    ...process.env,
    ALLAUTH_PACKAGES: join(unpacked.root, 'usr/lib/python3/dist-packages'),
    ALLAUTH_DATABASE: join(folder, 'db.sqlite3'),
  };
  const manage = join(import.meta.dirname, 'allauth-project.py');
  await run(python, [manage, 'migrate', '--verbosity', '0'], { env });
  await run(python, [manage, 'shell', '--command', ADD_USER], { env });
  const server = await startServer((port) => ({
    file: python,
    args: [manage, 'runserver', '--noreload', `127.0.0.1:${port}`],
    env,
  }));
  return {
    ok: true,
    account: { url: `${server.url}/accounts/login/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
