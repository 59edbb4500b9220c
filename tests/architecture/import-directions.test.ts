import { describe, expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files';

/**
 * Who may import whom, as data: a room may import itself and the rooms named behind it. A row that names something
 * no file of the room imports is stale and fails as well, so that the table stays what it says.
 */
const MAY_IMPORT: Record<string, string[]> = {
  kernel: [],
  contract: ['kernel'],
  crypto: ['kernel'],
  db: ['kernel', 'crypto'],
  redaction: ['kernel'],
  secrets: ['kernel', 'crypto', 'redaction', 'net'],
  browser: ['kernel', 'redaction'],
  audit: ['kernel', 'contract', 'crypto', 'db'],
  access: ['kernel', 'contract', 'db', 'audit'],
  connections: ['kernel', 'contract', 'crypto', 'db', 'secrets', 'audit', 'access', 'net'],
  vault: ['kernel', 'contract', 'crypto', 'db', 'secrets', 'audit', 'access', 'connections'],
  'bulk-bind': ['kernel', 'contract', 'db', 'secrets', 'access', 'connections', 'vault'],
  resolver: ['kernel', 'contract', 'crypto', 'db', 'secrets', 'audit', 'access', 'connections', 'vault'],
  codes: ['kernel', 'contract', 'crypto', 'db', 'audit', 'access', 'vault', 'resolver'],
  workflows: ['kernel', 'contract', 'db', 'audit', 'access'],
  'sign-ins': [
    'kernel',
    'contract',
    'crypto',
    'db',
    'redaction',
    'browser',
    'audit',
    'access',
    'vault',
    'resolver',
    'recipes',
  ],
  runs: [
    'kernel',
    'contract',
    'crypto',
    'db',
    'redaction',
    'browser',
    'audit',
    'access',
    'vault',
    'resolver',
    'codes',
    'workflows',
    'sign-ins',
    'net',
    'webhooks',
  ],
  rotation: [
    'kernel',
    'contract',
    'crypto',
    'db',
    'redaction',
    'secrets',
    'browser',
    'audit',
    'access',
    'connections',
    'vault',
    'resolver',
    'sign-ins',
    'runs',
    'passwords',
    'recipes',
  ],
  http: [
    'kernel',
    'contract',
    'crypto',
    'redaction',
    'secrets',
    'audit',
    'access',
    'connections',
    'vault',
    'bulk-bind',
    'resolver',
    'codes',
    'workflows',
    'sign-ins',
    'runs',
    'rotation',
    'web-services',
    'log',
    'audit-log',
    'webhooks',
    'idempotency',
    'schedules',
    'recipes',
    'alerts',
    'health-scans',
  ],
  'web-services': ['crypto', 'access', 'services', 'env', 'log'],
  services: [
    'kernel',
    'crypto',
    'db',
    'secrets',
    'audit',
    'connections',
    'resolver',
    'vault',
    'runs',
    'rotation',
    'env',
    'log',
    'net',
  ],
  env: ['crypto'],
  log: ['redaction'],
  server: [
    'contract',
    'crypto',
    'db',
    'redaction',
    'access',
    'connections',
    'vault',
    'workflows',
    'http',
    'web-services',
    'env',
    'log',
    'audit-log',
  ],
  worker: [
    'kernel',
    'browser',
    'vault',
    'resolver',
    'sign-ins',
    'runs',
    'rotation',
    'services',
    'env',
    'log',
    'server',
    'audit-log',
    'passwords',
    'webhooks',
    'idempotency',
    'schedules',
    'alerts',
    'health-scans',
  ],
  sandbox: ['kernel'],
  client: ['kernel', 'contract', 'crypto', 'redaction', 'browser'],
  net: [],
  'audit-log': ['contract', 'crypto', 'db', 'audit', 'access'],
  passwords: ['kernel'],
  webhooks: ['kernel', 'contract', 'crypto', 'db', 'audit', 'access', 'net'],
  idempotency: ['kernel', 'contract', 'crypto', 'db', 'access'],
  schedules: [
    'kernel',
    'contract',
    'db',
    'secrets',
    'audit',
    'access',
    'connections',
    'vault',
    'sign-ins',
    'rotation',
  ],
  recipes: ['kernel', 'contract', 'db', 'browser', 'audit', 'access', 'passwords'],
  alerts: ['kernel', 'contract', 'db', 'audit', 'access', 'webhooks', 'schedules'],
  'health-scans': ['kernel', 'contract', 'db', 'secrets', 'audit', 'access', 'connections', 'vault'],
};

/** Packages that only one room may know. */
const ONLY_IN: Record<string, RegExp> = {
  '@1password/sdk': /^lib\/secrets\/onepassword\//,
  '@1password/sdk-core': /^lib\/secrets\/onepassword\//,
  'playwright-core': /^lib\/(browser|client|sign-ins|runs|rotation|worker)\//,
  'better-auth': /^lib\/access\//,
  'graphile-worker': /^lib\/(worker|server)\//,
  pg: /^lib\/db\//,
  next: /^(app\/|lib\/server\/pages\.ts$|next\.config)/,
  react: /^app\//,
};

const lib = sourceFiles('lib');
const app = sourceFiles('app');

function roomOf(path: string): string {
  return path.replace(/^lib\//, '').split(/[/.]/)[0] ?? '';
}

describe('import directions', () => {
  test('every room of lib has a row', () => {
    expect([...new Set(lib.map((file) => roomOf(file.path)))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('a room imports only what its row allows', () => {
    const violations = lib.flatMap((file) =>
      crossings(file)
        .filter((to) => !MAY_IMPORT[roomOf(file.path)]?.includes(to))
        .map((to) => `${file.path} imports ${to}`),
    );
    expect(violations).toEqual([]);
  });

  test('no row is stale', () => {
    const used = new Set(lib.flatMap((file) => crossings(file).map((to) => `${roomOf(file.path)} -> ${to}`)));
    const stale = Object.entries(MAY_IMPORT).flatMap(([room, others]) =>
      others.map((other) => `${room} -> ${other}`).filter((row) => !used.has(row)),
    );
    expect(stale).toEqual([]);
  });

  test('lib never imports app, and pages import the contract and the session only', () => {
    expect(lib.filter((file) => file.imports.some((path) => path.startsWith('app/')))).toEqual([]);
    const reached = app.flatMap((file) =>
      file.imports
        .filter((path) => path.startsWith('lib/') && !path.startsWith('lib/contract/'))
        .map((path) => `${file.path} -> ${path}`),
    );
    expect(reached.filter((line) => !line.endsWith('lib/server/api-singleton'))).toEqual([]);
  });

  test('a package that belongs to one room is imported there only', () => {
    const strays = [...lib, ...app].flatMap((file) =>
      file.packages
        .filter((name) => ONLY_IN[name] && !ONLY_IN[name].test(file.path))
        .map((name) => `${file.path}: ${name}`),
    );
    expect(strays).toEqual([]);
  });

  test('outside lib/db the generated client is a type, never something to call', () => {
    const strays = lib.filter(
      (file) =>
        !file.path.startsWith('lib/db/') && /^import (?!type )[^;]*lib\/db\/generated/m.test(file.text),
    );
    expect(strays.map((file) => file.path)).toEqual([]);
  });

  test('pure files do no input or output and read no clock', () => {
    // A recipe is data in lib/browser; elsewhere the word names what is done with one.
    const pure = lib.filter((file) =>
      /-(machine|state|policy)\.ts$|^lib\/browser\/.*-recipe\.ts$/.test(file.path),
    );
    expect(pure.length).toBeGreaterThan(3);
    const impure = pure.filter(
      (file) =>
        /Date\.now\(|new Date\(\)|Math\.random|fetch\(|setTimeout\(/.test(file.text) ||
        file.packages.some((name) => name.startsWith('node:') || name === 'playwright-core') ||
        file.imports.some((path) => path.startsWith('lib/db')),
    );
    expect(impure.map((file) => file.path)).toEqual([]);
  });
});

function crossings(file: SourceFile): string[] {
  const own = roomOf(file.path);
  return file.imports
    .filter((path) => path.startsWith('lib/'))
    .map(roomOf)
    .filter((room) => room !== own);
}
