import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainWriter } from '@/lib/audit/chain-writer';
import type { Acting } from '@/lib/audit/record-act';
import { verifyChain } from '@/lib/audit/verify-chain';
import type { Database } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { readBrowserSettings } from '@/lib/vault/browser-settings';
import { newEntryRow } from '@/lib/vault/entry-row';
import { NewEntries } from '@/lib/vault/new-entries';
import type { SavedEntry } from '@/lib/vault/shown-entry';
import { createTestDatabase, openTestDatabase, type TestDatabase, testAuditKeys } from '../support/database';

const auditKeys = testAuditKeys();
let database: TestDatabase;
let db: Database;
let newEntries: NewEntries;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url, auditKeys);
  newEntries = new NewEntries(new ChainWriter(db, auditKeys));
});
afterAll(async () => {
  await newEntries?.close();
  await db?.close();
  await database?.drop();
});

async function someone(): Promise<Acting> {
  const workspaceId = newId();
  await db.people.workspace.create({ data: { id: workspaceId, name: 'w', slug: workspaceId } });
  return { workspaceId, who: { kind: 'person', userId: 'u-1', name: 'Olga' } };
}

function entryOf(
  { workspaceId }: Acting,
  permissionedUserId: string,
  more: Partial<SavedEntry> = {},
): SavedEntry {
  const plain = {
    permissionedUserId,
    domain: 'https://acme.example',
    userAlias: null,
    source: 'stored' as const,
    secretProviderId: null,
    secretRef: null,
    secretCacheTtlSeconds: null,
    fieldReferences: {},
    extraSecrets: {},
    tfaMethod: null,
    extraOrigins: ['https://a.example', 'https://b.example'],
    allowMultipleSessions: false,
    maxConcurrency: null,
    preventConcurrencyDuringLogin: false,
    browserSettings: { ...readBrowserSettings({}), userAgent: `of "${permissionedUserId}"` },
    expiryTimeFromLastUse: null,
    expiryTimeFromSessionDataSet: null,
  };
  const ids = { workspaceId, id: newId(), createdBy: null };
  return { ...newEntryRow(ids, { plain, sealed: {}, session: {}, item: {} }), ...more };
}

async function add(actor: Acting, entry: SavedEntry, by = newEntries): Promise<string> {
  const object = { kind: 'entry' as const, id: entry.id };
  const answer = await by.add(actor, entry, { action: 'entry.created', object });
  return typeof answer === 'string' ? answer : answer.id;
}

const kept = ({ workspaceId }: Acting) =>
  db.withWorkspace(workspaceId, (tx) => tx.vaultEntry.findMany({ orderBy: { permissionedUserId: 'asc' } }));

/** What is on record, once it is verified: the entries that acts speak of. */
async function recorded({ workspaceId }: Acting): Promise<string[]> {
  expect(await verifyChain({ db, auditKeys }, workspaceId)).toMatchObject({ fault: null });
  const rows = await db.withWorkspace(workspaceId, (tx) => tx.auditRecord.findMany());
  return rows.map(({ objectId }) => objectId).sort();
}

test('entries that come together share commits, and each is kept whole and on record', async () => {
  const actor = await someone();
  const sealed = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const entries = Array.from({ length: 60 }, (_, index) =>
    entryOf(actor, `user ${String(index).padStart(2, '0')}`, { passwordSealed: sealed }),
  );
  const answers = await Promise.all(entries.map((entry) => add(actor, entry)));
  expect(answers).toEqual(entries.map(({ id }) => id));
  const rows = await kept(actor);
  expect(rows.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  expect(rows.map((row) => [row.permissionedUserId, row.extraOrigins, row.browserSettings])).toEqual(
    entries.map((entry) => [entry.permissionedUserId, entry.extraOrigins, entry.browserSettings]),
  );
  expect(
    rows.every(({ passwordSealed }) => Buffer.from(sealed).equals(passwordSealed ?? sealed.slice(1))),
  ).toBe(true);
  expect(await recorded(actor)).toEqual([...answers].sort());
  expect(new Set(rows.map(({ createdAt }) => createdAt.getTime())).size).toBeLessThan(20);
});

test('of those with one name the first is added, and of the others nothing is on record', async () => {
  const actor = await someone();
  const before = await add(actor, entryOf(actor, 'taken'));
  const answers = await Promise.all(
    ['taken', 'free', 'free', 'other'].map((name) => add(actor, entryOf(actor, name))),
  );
  expect(answers.map((answer) => answer === 'exists')).toEqual([true, false, true, false]);
  const ids = [before, ...answers.filter((answer) => answer !== 'exists')];
  expect([(await kept(actor)).length, await recorded(actor)]).toEqual([3, ids.sort()]);
});

test('a connection that is not there, or is another workspace’s, is said of its own entry', async () => {
  const [actor, other] = [await someone(), await someone()];
  const foreign = await connectionOf(other);
  const own = await connectionOf(actor);
  const bound = (name: string, secretProviderId: string) =>
    add(actor, entryOf(actor, name, { source: 'provider', secretProviderId, secretRef: 'op://a/b' }));
  const answers = await Promise.all([bound('foreign', foreign), bound('own', own), bound('none', newId())]);
  expect(answers.map((answer) => answer === 'connection_unknown')).toEqual([true, false, true]);
  expect((await kept(actor)).map(({ permissionedUserId }) => permissionedUserId)).toEqual(['own']);
});

test('what the database refuses of one takes none of the others with it', async () => {
  const actor = await someone();
  const entries = [
    entryOf(actor, 'good'),
    entryOf(actor, 'broken', { maxConcurrency: 3e9 }),
    entryOf(actor, 'also good'),
  ];
  const answers = await Promise.allSettled(entries.map((entry) => add(actor, entry)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([(await kept(actor)).length, (await recorded(actor)).length]).toEqual([2, 2]);
});

test('processes that add the same names in other orders do not wait for each other in a circle', async () => {
  const actor = await someone();
  const others = [1, 2].map(() => openTestDatabase(database.url, auditKeys));
  const adders = others.map((each) => new NewEntries(new ChainWriter(each, auditKeys)));
  for (const round of Array.from({ length: 10 }, (_, index) => index)) {
    const names = Array.from({ length: 90 }, (_, index) => `user ${round} ${index}`);
    const answers = await Promise.all(
      [names, [...names].reverse()].flatMap((order, which) =>
        order.map((name) => add(actor, entryOf(actor, name), adders[which])),
      ),
    );
    expect(answers.filter((answer) => answer === 'exists').length).toBe(90);
  }
  expect([(await kept(actor)).length, (await recorded(actor)).length]).toEqual([900, 900]);
  await Promise.all(adders.map((adder) => adder.close()));
  await Promise.all(others.map((each) => each.close()));
});

async function connectionOf({ workspaceId }: Acting): Promise<string> {
  const id = newId();
  const data = { workspaceId, id, mode: 'service_account', name: 'Team' };
  await db.withWorkspace(workspaceId, (tx) => tx.secretProvider.create({ data }));
  return id;
}
