import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type EmbeddedDatabase, startEmbedded } from '@/scripts/embedded-pg.mjs';
import { eventually } from '../support/eventually';
import { isAlive } from './supervisor/product';

// One folder for all, as on a machine over the years: making a cluster that is safe on disk takes its time.
const parent = mkdtempSync(path.join(tmpdir(), 'latchkey-pg-'));
const dir = path.join(parent, 'postgres');
let running: EmbeddedDatabase[] = [];

afterEach(async () => {
  for (const database of running) await database.stop();
  running = [];
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function start(options: { onLog?: (line: string) => void } = {}): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dir, ...options });
  running.push(database);
  return database;
}

/** A process that starts a server and does nothing more. */
async function startInAnotherProcess(options: { dir: string; throwaway?: boolean }) {
  const launcher = fileURLToPath(new URL('../../scripts/embedded-pg.mjs', import.meta.url));
  const script = `const { startEmbedded } = await import(${JSON.stringify(launcher)});
    console.log(JSON.stringify(await startEmbedded(${JSON.stringify(options)})));
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout, 'data');
  const { url, pid } = z.object({ url: z.string(), pid: z.number() }).parse(JSON.parse(String(line)));
  return { starter, url, pid };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('what was committed is there after a stop and a start, on the same port', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE after_stop AS SELECT 42 AS answer');
  await first.stop();
  expect(first.isRunning()).toBe(false);
  const second = await start();
  expect(second.port).toBe(first.port);
  expect(await query(second.url, 'SELECT answer FROM after_stop')).toEqual([42]);
});

test('the role of the product is no superuser and cannot step around row-level security', async () => {
  const { url } = await start();
  const rights = await query(
    url,
    'SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user',
  );
  expect(rights).toEqual([false, false, false]);
});

test('it listens on loopback only, wants a password, and keeps its passwords from other users', async () => {
  const { url } = await start();
  expect(await query(url, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'")).toEqual([
    '127.0.0.1',
  ]);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  for (const file of ['password', 'superuser-password', 'postgres.log'])
    expect(statSync(path.join(dir, file)).mode & 0o077).toBe(0);
});

test('a failing statement leaves neither its text nor the row in the log', async () => {
  const { url } = await start();
  await query(url, 'CREATE TABLE once_only (value text PRIMARY KEY)');
  await query(url, "INSERT INTO once_only VALUES ('canary-4711')");
  await expect(query(url, "INSERT INTO once_only VALUES ('canary-4711')")).rejects.toThrow(/duplicate key/);
  expect(readFileSync(path.join(dir, 'postgres.log'), 'utf8')).toContain('duplicate key');
  expect(readFileSync(path.join(dir, 'postgres.log'), 'utf8')).not.toContain('canary-4711');
});

test('a server whose starter was killed is taken over with all its data, and stopped by its new owner', async () => {
  const { starter, url, pid } = await startInAnotherProcess({ dir });
  await query(url, 'CREATE TABLE after_takeover AS SELECT 42 AS answer');
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  expect(isAlive(pid)).toBe(true);

  const said: string[] = [];
  const adopted = await start({ onLog: (text) => said.push(text) });
  expect(adopted.pid).toBe(pid);
  expect(said).toEqual(['Taking over the database that an earlier start left running']);
  expect(await query(adopted.url, 'SELECT answer FROM after_takeover')).toEqual([42]);
  await adopted.stop();
  expect(isAlive(pid)).toBe(false);
});

test('a server that a living process owns is shared, and not stopped by the one that shares it', async () => {
  const owner = await start();
  const guest = await startEmbedded({ dir });
  await guest.stop();
  expect(owner.isRunning()).toBe(true);
  expect(await query(owner.url, 'SELECT 1')).toEqual([1]);
});

test('what was committed survives a kill -9 of the server, and the stale pid file is no obstacle', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE after_kill AS SELECT 42 AS answer');
  process.kill(first.pid, 'SIGKILL');
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, 'SELECT answer FROM after_kill')).toEqual([42]);
});

test.runIf(process.platform === 'linux')(
  'a pid file that names an unrelated living process is no obstacle',
  async () => {
    const first = await start();
    const pidFile = path.join(dir, 'cluster', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    // Not one of its ancestors: those PostgreSQL itself knows not to be servers.
    const unrelated = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(pidFile, [String(unrelated.pid), ...lines.slice(1)].join('\n'));
      const second = await start();
      expect(await query(second.url, 'SELECT 1')).toEqual([1]);
    } finally {
      unrelated.kill();
    }
  },
);

test('a folder of another PostgreSQL version is refused and left as it is', async () => {
  const first = await start();
  await first.stop();
  writeFileSync(path.join(dir, 'cluster', 'PG_VERSION'), '17\n');
  await expect(startEmbedded({ dir })).rejects.toThrow(/written by PostgreSQL 17/);
  expect(readFileSync(path.join(dir, 'cluster', 'PG_VERSION'), 'utf8')).toBe('17\n');
  writeFileSync(path.join(dir, 'cluster', 'PG_VERSION'), '18\n');
});

test('a throwaway server removes its folder when it stops', async () => {
  const throwaway = path.join(parent, 'throwaway');
  const { stop } = await startEmbedded({ dir: throwaway, throwaway: true });
  await stop();
  expect(existsSync(throwaway)).toBe(false);
});

test('a throwaway server ends with a starter that is told to end before it could stop it', async () => {
  const { starter, pid } = await startInAnotherProcess({ dir: path.join(parent, 'left'), throwaway: true });
  starter.kill('SIGTERM');
  const [code] = await once(starter, 'exit');
  expect(code).toBe(143);
  await eventually(() => !isAlive(pid));
});
