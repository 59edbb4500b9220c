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

interface DjangoSite {
  packages: readonly string[];
  /** The project, a Python file that stands here. */
  project: string;
  /** The method of Django's users that makes the one that there is. */
  createUser: 'create_user' | 'create_superuser';
  /** Where a person would begin. */
  path: string;
  language?: string;
}

/** A project of Django with one user, from Debian's packages, on loopback. */
export async function startDjango(site: DjangoSite): Promise<RealSite> {
  const unpacked = await unpackDebian([...site.packages, 'python3-django']);
  if (!unpacked.ok) return unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-django-'));
  const own = join(unpacked.root, 'usr/bin/python3');
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : own;
  const env = {
    ...process.env,
    DJANGO_PACKAGES: join(unpacked.root, 'usr/lib/python3/dist-packages'),
    DJANGO_DATABASE: join(folder, 'db.sqlite3'),
    DJANGO_LANGUAGE: site.language ?? 'en',
  };
  const manage = join(import.meta.dirname, site.project);
  const addUser = `from django.contrib.auth.models import User; User.objects.${site.createUser}("${NAME}", "ada@acme.example", "${PASSWORD}")`;
  await run(python, [manage, 'migrate', '--verbosity', '0'], { env });
  await run(python, [manage, 'shell', '--command', addUser], { env });
  const server = await startServer((port) => ({
    file: python,
    args: [manage, 'runserver', '--noreload', `127.0.0.1:${port}`],
    env,
  }));
  return {
    ok: true,
    account: { url: `${server.url}${site.path}`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
