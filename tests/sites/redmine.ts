import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian } from './debian-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const run = promisify(execFile);
const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';
const ADD_USER = `User.new(firstname: 'Ada', lastname: 'Lovelace', mail: 'ada@acme.example', language: 'en').tap { |user| user.login = '${NAME}'; user.password = user.password_confirmation = '${PASSWORD}' }.save!`;

/** Redmine with one user and SQLite, on Rails, from Debian's packages. */
export async function startRedmine(): Promise<RealSite> {
  const unpacked = await unpackDebian(['redmine', 'redmine-sqlite', 'puma']);
  if (!unpacked.ok) return unpacked;
  const { root } = unpacked;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-redmine-'));
  const app = join(folder, 'app');
  const whole = { recursive: true, dereference: true, filter: (path: string) => existsSync(path) };
  await cp(join(root, 'usr/share/redmine'), app, whole);
  const instance = join(app, 'instances/default');
  for (const name of ['config', 'log', 'tmp', 'files'])
    await mkdir(join(instance, name), { recursive: true });
  await mkdir(join(app, 'tmp'), { recursive: true });
  await mkdir(join(app, 'public/plugin_assets'), { recursive: true });
  const database = `production:\n  adapter: sqlite3\n  database: ${join(folder, 'redmine.sqlite3')}\n`;
  for (const place of [join(app, 'config'), join(instance, 'config')])
    writeFileSync(join(place, 'database.yml'), database);
  writeFileSync(join(instance, 'config/secret_key.txt'), 'only for a test on loopback, '.repeat(3));
  // Debian's Gemfile looks for the database's settings at a fixed place of the machine.
  const gemfile = await readFile(join(app, 'Gemfile'), 'utf8');
  writeFileSync(join(app, 'Gemfile'), gemfile.replaceAll('/usr/share/redmine/', `${app}/`));
  await rm(join(app, 'Gemfile.lock'), { force: true });
  const env = { ...rubyEnvironment(root), GEM_HOME: join(folder, 'gems') };
  const ruby = (...args: string[]) => run(join(root, 'usr/bin/ruby3.1'), args, { cwd: app, env });
  await ruby(join(root, 'usr/bin/rake'), 'db:migrate');
  await ruby(join(app, 'bin/rails'), 'runner', ADD_USER);
  const server = await startServer((port) => ({
    file: join(root, 'usr/bin/ruby3.1'),
    args: [join(root, 'usr/bin/puma'), '-e', 'production', '-b', `tcp://127.0.0.1:${port}`],
    cwd: app,
    env,
  }));
  return {
    ok: true,
    account: { url: `${server.url}/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ruby looks for its libraries at fixed places of the machine; here they are elsewhere. */
function rubyEnvironment(root: string): NodeJS.ProcessEnv {
  const machine = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  const within = (...paths: string[]) => paths.map((path) => join(root, path)).join(':');
  return {
    ...process.env,
    LD_LIBRARY_PATH: join(root, 'usr/lib', machine),
    RUBYLIB: within(
      'usr/lib/ruby/vendor_ruby',
      `usr/lib/${machine}/ruby/vendor_ruby/3.1.0`,
      'usr/lib/ruby/vendor_ruby/3.1.0',
      'usr/lib/ruby/3.1.0',
      `usr/lib/${machine}/ruby/3.1.0`,
    ),
    GEM_PATH: within(
      'usr/share/rubygems-integration/all',
      'usr/share/rubygems-integration/3.1.0',
      `usr/lib/${machine}/rubygems-integration/3.1.0`,
      'usr/lib/ruby/gems/3.1.0',
    ),
    RAILS_ENV: 'production',
    X_DEBIAN_SITEID: 'default',
    PATH: `${join(root, 'usr/bin')}:${process.env.PATH}`,
  };
}
