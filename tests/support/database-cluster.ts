import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, DatabaseError } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../scripts/embedded-pg.mjs';
import { migrate } from '../../scripts/migrate.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where tests make their databases: a server, and the name of a migrated database to clone. */
    databaseTemplate: { serverUrl: string; name: string };
  }
}

const PREFIX = 'latchkey-test-';

/**
 * One PostgreSQL per test run, or that of TEST_DATABASE_URL, whose role must be allowed to create databases and roles.
 * Migrations run once, in a template; each test file clones it (tests/support/database.ts).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { serverUrl, end } = await provideServer();
  const name = `latchkey_template_${randomBytes(6).toString('hex')}`;
  try {
    await onServer(serverUrl, `CREATE DATABASE ${name}`);
    await migrate({ databaseUrl: withDatabase(serverUrl, name) });
  } catch (error) {
    await end();
    throw error;
  }
  project.provide('databaseTemplate', { serverUrl, name });
  return async () => {
    await dropDatabase(serverUrl, name);
    await end();
  };
}

export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Also while connections to it are open. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  try {
    await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== NOT_PERMITTED) throw error;
    // The cleaner (autovacuum) is at work in it, which belongs to the superuser and is not ours to end by force. Without
    // force PostgreSQL sends it away by itself (CountOtherDBBackends in its procarray.c).
    await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name}`);
  }
}

const NOT_PERMITTED = '42501';

async function provideServer(): Promise<{ serverUrl: string; end: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { serverUrl: given, end: async () => {} };
  await removeAbandoned();
  const dir = await mkdtemp(path.join(tmpdir(), PREFIX));
  const database = await startEmbedded({ dir, throwaway: true });
  return { serverUrl: database.url, end: () => database.stop() };
}

/** A run that was killed leaves its server behind; whoever takes that over ends it and removes its folder. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const dir = path.join(tmpdir(), name);
    // Without an owner it may be another run's that is just being made. A living owner's is shared, and stays.
    if (!name.startsWith(PREFIX) || !existsSync(path.join(dir, 'owner'))) continue;
    const database = await startEmbedded({ dir, throwaway: true }).catch(() => undefined);
    await database?.stop();
  }
}
