import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '@/lib/db/database';
import { oneAtATime } from '@/lib/http/one-at-a-time';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';

const CODE = 'audit_verification_under_way';
const REFUSAL = { code: CODE, retryable: true, details: { extra: { retry_after_seconds: 5 } } };

/** The server is shared with other tests. */
const LOCKS = `from pg_locks join pg_database on pg_database.oid = database
  where datname = current_database() and locktype = 'advisory' and granted`;

let database: TestDatabase;
const pools: Database[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const db of pools) await db.close();
  await database?.drop();
});

/** What each process of an installation has; they share nothing but the database. */
function inAProcess() {
  const db = openTestDatabase(database.url);
  pools.push(db);
  return oneAtATime({ db }, CODE);
}

/** Work that is under way until it is told to end. */
function work(answer: string) {
  let begin = (): void => {};
  let finish = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<string>((resolve) => (finish = () => resolve(answer)));
  const run = () => {
    begin();
    return ended;
  };
  return { begun, finish, run };
}

test('work of one workspace is refused at every process while there is some under way at one, and taken again after it', async () => {
  const [here, there] = [inAProcess(), inAProcess()];
  const first = work('first');
  const answer = here('a', first.run);
  await first.begun;
  await expect(here('a', async () => 'second')).rejects.toMatchObject(REFUSAL);
  await expect(there('a', async () => 'second')).rejects.toMatchObject(REFUSAL);
  expect(await there('b', async () => 'of another workspace')).toBe('of another workspace');
  first.finish();
  expect(await answer).toBe('first');
  expect(await there('a', async () => 'third')).toBe('third');
});

test('of many who ask at once at several processes, one is served', async () => {
  const only = work('served');
  const asked = [inAProcess(), inAProcess(), inAProcess()].flatMap((alone) =>
    [1, 2, 3].map(() => alone('a', only.run)),
  );
  const refused = asked.map((one) =>
    one.then(
      () => false,
      () => true,
    ),
  );
  await only.begun;
  await eventually(async () => (await locks()) === 1);
  only.finish();
  expect((await Promise.all(refused)).filter(Boolean)).toHaveLength(8);
});

test('work that fails leaves the way free', async () => {
  const alone = inAProcess();
  await expect(alone('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await inAProcess()('a', async () => 'next')).toBe('next');
});

test('a process that is gone leaves the way free', async () => {
  const gone = work('gone');
  const answer = inAProcess()('a', gone.run);
  await gone.begun;
  const other = inAProcess();
  await asOperator(`select pg_terminate_backend(pid) ${LOCKS}`);
  await eventually(async () => expect(await other('a', async () => 'next')).toBe('next'));
  gone.finish();
  expect(await answer).toBe('gone');
});

async function locks(): Promise<number> {
  return (await asOperator(`select pid ${LOCKS}`)).length;
}

async function asOperator(statement: string): Promise<unknown[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
