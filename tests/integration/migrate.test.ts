import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { migrate } from '@/scripts/migrate.mjs';
import { onServer, withDatabase } from '@/tests/support/database-cluster';

const { serverUrl } = inject('databaseTemplate');
let folder: string;
let name: string;
let databaseUrl: string;
let client: Client;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'latchkey-migrations-'));
  name = path.basename(folder).toLowerCase().replaceAll('-', '_');
  await onServer(serverUrl, `CREATE DATABASE "${name}"`);
  databaseUrl = withDatabase(serverUrl, name);
  client = new Client({ connectionString: databaseUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await onServer(serverUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});

function write(migration: string, sql: string): void {
  mkdirSync(path.join(folder, migration), { recursive: true });
  writeFileSync(path.join(folder, migration, 'migration.sql'), sql);
}

const run = (onLog?: (line: string) => void) => migrate({ databaseUrl, folder, ...(onLog ? { onLog } : {}) });

async function history(): Promise<unknown[]> {
  const sql =
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY finished_at';
  return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
}

test('migrations are applied once, in the order of their names, with the checksum Prisma expects', async () => {
  const first = 'CREATE TABLE a (id int);';
  write('20260102_second', 'ALTER TABLE a ADD COLUMN b int;');
  write('20260101_first', first);
  expect(await run()).toEqual(['20260101_first', '20260102_second']);
  expect(await run()).toEqual([]);
  expect(await history()).toEqual(['20260101_first', '20260102_second']);
  const { rows } = await client.query(
    "SELECT checksum, applied_steps_count FROM _prisma_migrations WHERE migration_name = '20260101_first'",
  );
  expect(rows).toEqual([
    { checksum: createHash('sha256').update(first).digest('hex'), applied_steps_count: 1 },
  ]);
});

test('of several processes that start at once, one applies and the others see that it is done', async () => {
  write('20260101_first', 'CREATE TABLE a AS SELECT 1 AS id FROM pg_sleep(0.1);');
  const results = await Promise.all([run(), run(), run()]);
  expect(results.flat()).toEqual(['20260101_first']);
});

test('a migration that fails half-way leaves no trace and is applied once it is mended', async () => {
  write('20260101_first', 'CREATE TABLE a (id int);');
  write('20260102_second', 'CREATE TABLE b (id int); SELECT no_such_function();');
  await expect(run()).rejects.toThrow(
    /20260102_second failed and was rolled back: function no_such_function/,
  );
  expect(await history()).toEqual(['20260101_first']);
  const { rows } = await client.query("SELECT to_regclass('b') AS b");
  expect(rows).toEqual([{ b: null }]);
  write('20260102_second', 'CREATE TABLE b (id int);');
  expect(await run()).toEqual(['20260102_second']);
});

test('a migration whose record cannot be written is undone with it', async () => {
  const refusal = "CHECK (migration_name <> '20260101_first')";
  write('20260101_first', `CREATE TABLE a (id int); ALTER TABLE _prisma_migrations ADD ${refusal};`);
  await expect(run()).rejects.toThrow(/20260101_first failed and was rolled back/);
  const { rows } = await client.query("SELECT to_regclass('a') AS a");
  expect(rows).toEqual([{ a: null }]);
});

test('a migration that was changed after it was applied is refused by name', async () => {
  write('20260101_first', 'CREATE TABLE a (id int);');
  await run();
  write('20260101_first', 'CREATE TABLE a (id bigint);');
  await expect(run()).rejects.toThrow(/20260101_first was changed after it had been applied/);
});

test('a migration that Prisma began and did not finish is refused with the way out', async () => {
  write('20260101_first', 'CREATE TABLE a (id int);');
  await run();
  await client.query('UPDATE _prisma_migrations SET finished_at = NULL');
  await expect(run()).rejects.toThrow(/prisma migrate resolve/);
});

test('a database of a newer release is used as it is, with a word about it', async () => {
  write('20260101_first', 'CREATE TABLE a (id int);');
  write('20270101_later', 'ALTER TABLE a ADD COLUMN b int;');
  await run();
  rmSync(path.join(folder, '20270101_later'), { recursive: true });
  const said: string[] = [];
  expect(await run((line) => said.push(line))).toEqual([]);
  expect(said).toEqual(['The database has a migration that this release does not know: 20270101_later']);
});
