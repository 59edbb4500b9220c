import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian } from './debian-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const run = promisify(execFile);
/** Of the account that it is installed with. */
const [NAME, PASSWORD] = ['root', 'password'];

/** Request Tracker with SQLite, in Perl, from Debian's packages, in its own server. */
export async function startRequestTracker(): Promise<RealSite> {
  const unpacked = await unpackDebian(['request-tracker5', 'rt5-db-sqlite']);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-request-tracker-'));
  const app = join(folder, 'app');
  const whole = { recursive: true, dereference: true, filter: (path: string) => existsSync(path) };
  await cp(join(root, 'usr/share/request-tracker5'), app, whole);
  for (const name of ['etc', 'var', 'cache/mason_data', 'cache/session_data'])
    await mkdir(join(folder, name), { recursive: true });
  rewrite(join(app, 'lib/RT/Generated.pm'), join(app, 'lib/RT/Generated.pm'), folder);
  const setup = join(folder, 'setup-database');
  rewrite(join(root, 'usr/sbin/rt-setup-database-5'), setup, folder);
  const program = join(app, 'libexec/rt-server');
  rewrite(program, program, folder);
  const env = perlEnvironment(root, join(app, 'lib'));
  const configure = (port: number) =>
    writeFileSync(
      join(folder, 'etc/RT_SiteConfig.pm'),
      `Set($rtname, 'rt'); Set($WebDomain, '127.0.0.1'); Set($WebPort, ${port}); Set($WebPath, '');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '${join(folder, 'var/rt.sqlite')}'); Set($LogToSyslog, undef);\n1;\n`,
    );
  configure(0);
  const prepared = run('perl', [setup, '--action', 'init', '--skip-create'], { env });
  prepared.child.stdin?.end();
  await prepared;
  const server = await startServer((port) => {
    configure(port);
    const listening = ['--server', 'Standalone', '--host', '127.0.0.1', '--port', String(port)];
    return { file: 'perl', args: [program, ...listening], env };
  });
  return {
    ok: true,
    account: { url: `${server.url}/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's paths are fixed places of the machine; here they are elsewhere. */
function rewrite(from: string, to: string, folder: string): void {
  const text = readFileSync(from, 'utf8')
    .replaceAll('/usr/share/request-tracker5', join(folder, 'app'))
    .replaceAll('/usr/local/share/request-tracker5', join(folder, 'local'))
    .replaceAll('/etc/request-tracker5', join(folder, 'etc'))
    .replaceAll('/var/lib/request-tracker5', join(folder, 'var'))
    .replaceAll('/var/cache/request-tracker5', join(folder, 'cache'));
  writeFileSync(to, text);
}

function perlEnvironment(root: string, own: string): NodeJS.ProcessEnv {
  const machine = join('usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  const versioned = (folder: string) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder)).map((version) => join(root, folder, version))
      : [];
  const places = [
    own,
    join(root, 'usr/share/perl5'),
    ...versioned(join(machine, 'perl5')),
    ...versioned(join(machine, 'perl')),
    ...versioned('usr/share/perl'),
  ];
  return { ...process.env, PERL5LIB: places.join(':'), LD_LIBRARY_PATH: join(root, machine) };
}
