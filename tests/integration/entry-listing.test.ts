import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actor, systemActor } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import { ENTRY_SORTS, type ListEntriesQuery, type VaultEntryView } from '@/lib/contract/vault-entry';
import type { Database } from '@/lib/db/database';
import { type EntryFilter, pageStatement } from '@/lib/vault/entry-list-store';
import { entryOrder } from '@/lib/vault/entry-order-policy';
import { listEntries } from '@/lib/vault/list-entries';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';

/** Rows by the thousand, written as rows: what a list does with them is the question here. */
let database: TestDatabase;
let db: Database;
let actor: Actor;
const workspaceId = randomUUID();
const active = randomUUID();
const disabled = randomUUID();
const COUNT = 240;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url);
  actor = systemActor(workspaceId, 'test');
  await db.people.workspace.create({ data: { id: workspaceId, name: 'w', slug: 'w' } });
  await db.withWorkspace(workspaceId, async (tx) => {
    for (const [id, status] of [
      [active, 'active'],
      [disabled, 'disabled'],
    ] as const) {
      await tx.secretProvider.create({ data: { workspaceId, id, mode: 'connect', name: status, status } });
    }
    // Times that many rows share, and many that were never used: places must still be exact.
    await tx.vaultEntry.createMany({ data: Array.from({ length: COUNT }, (_, index) => row(index)) });
  });
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

function row(index: number) {
  const bound = index % 3 === 0;
  return {
    workspaceId,
    permissionedUserId: `user-${index % 40}`,
    domain: `https://site${Math.floor(index / 40)}.example`,
    userAlias: index % 50 === 0 ? `Zoë 100%_${index}` : null,
    source: bound ? 'provider' : 'stored',
    secretProviderId: bound ? (index % 2 === 0 ? active : disabled) : null,
    itemWarnings: bound && index % 5 === 0 ? ['archived', 'no_password'] : [],
    tfaMethod: index % 4 === 0 ? 'SMS' : null,
    createdAt: new Date(Date.UTC(2031, 0, 1 + (index % 7))),
    lastUsedAt: index % 5 < 2 ? null : new Date(Date.UTC(2031, 1, 1 + (index % 11))),
  };
}

const list = (query: ListEntriesQuery) => listEntries({ db }, actor, query);

async function everyPage(query: ListEntriesQuery): Promise<VaultEntryView[]> {
  const all: VaultEntryView[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await list({ limit: 7, ...query, ...(cursor ? { cursor } : {}) });
    all.push(...page.data);
    expect(all.length).toBeLessThanOrEqual(COUNT);
    cursor = page.next_cursor;
  }
  return all;
}

async function refusal(query: ListEntriesQuery): Promise<string> {
  const error = await list(query).then(
    () => null,
    (caught: unknown) => caught,
  );
  return error instanceof Problem ? error.code : String(error);
}

describe('pages', () => {
  for (const sort of ENTRY_SORTS) {
    test.each(['asc', 'desc'] as const)(`by ${sort}, %s: every entry once, in order`, async (order) => {
      const entries = await everyPage({ sort, order });
      expect(new Set(entries.map(({ id }) => id)).size).toBe(COUNT);
      const values = entries.map((entry) => entry[sort] ?? '');
      const sorted = values.toSorted();
      expect(values).toEqual(order === 'asc' ? sorted : sorted.reverse());
    });
  }

  test('names go up and times go down unless said otherwise', async () => {
    const [byDomain] = (await list({ sort: 'domain' })).data;
    expect(byDomain?.domain).toBe('https://site0.example');
    const [newest] = (await list({})).data;
    expect(newest?.created_at).toBe('2031-01-07T00:00:00.000Z');
  });

  test('an entry that is added or deleted meanwhile shifts nothing', async () => {
    const first = await list({ sort: 'domain', limit: 50 });
    const extra = { ...row(0), permissionedUserId: 'user-00', createdAt: new Date(Date.UTC(2031, 5, 1)) };
    await db.withWorkspace(workspaceId, (tx) => tx.vaultEntry.create({ data: extra }));
    const next = await list({ sort: 'domain', limit: 50, cursor: first.next_cursor ?? '' });
    await db.withWorkspace(workspaceId, (tx) =>
      tx.vaultEntry.deleteMany({ where: { workspaceId, permissionedUserId: 'user-00' } }),
    );
    const again = await list({ sort: 'domain', limit: 50, cursor: first.next_cursor ?? '' });
    expect(next.data.map(({ id }) => id)).toEqual(again.data.map(({ id }) => id));
  });
});

describe('a cursor is of one list, filter and order', () => {
  test.each<[string, ListEntriesQuery]>([
    ['another order', { sort: 'domain' }],
    ['the other direction', { order: 'asc' }],
    ['another filter', { source: 'stored' }],
  ])('and refused with %s', async (_what, query) => {
    const { next_cursor } = await list({ limit: 5 });
    expect(await refusal({ ...query, cursor: next_cursor ?? '' })).toBe('cursor_invalid');
  });

  test.each<[string, unknown[]]>([
    ['a text with NUL', ['a\0b', 'c']],
    ['a number', [1, 'c']],
    ['too few values', ['a']],
  ])('and refused when it was made by hand: %s', async (_what, values) => {
    const { next_cursor } = await list({ sort: 'domain', limit: 5 });
    const [tag] = JSON.parse(Buffer.from(next_cursor ?? '', 'base64url').toString());
    const forged = Buffer.from(JSON.stringify([tag, ...values])).toString('base64url');
    expect(await refusal({ sort: 'domain', cursor: forged })).toBe('cursor_invalid');
  });
});

describe('filters', () => {
  const rows = Array.from({ length: COUNT }, (_, index) => row(index));
  type Row = (typeof rows)[number];
  const isDisabled = (entry: Row) => entry.secretProviderId === disabled;
  const warned = (entry: Row) => entry.itemWarnings.length > 0;

  test.each<[string, ListEntriesQuery, (entry: Row) => boolean]>([
    ['domain, in any spelling', { domain: 'SITE3.example/login' }, (entry) => entry.domain.includes('site3')],
    ['source', { source: 'provider' }, (entry) => entry.source === 'provider'],
    ['connection', { secret_provider_id: active }, (entry) => entry.secretProviderId === active],
    ['two-factor method', { tfa_method: 'SMS' }, (entry) => entry.tfaMethod === 'SMS'],
    ['no two-factor method', { tfa_method: 'none' }, (entry) => entry.tfaMethod === null],
    ['state attention', { state: 'attention' }, (entry) => warned(entry) || isDisabled(entry)],
    ['state ok', { state: 'ok' }, (entry) => !warned(entry) && !isDisabled(entry)],
    ['a warning', { warning: 'archived' }, warned],
    ['a warning that none has', { warning: 'not_a_login' }, () => false],
    ['a disabled connection', { warning: 'provider_disabled' }, isDisabled],
    ['a word', { search: 'USER-7' }, (entry) => entry.permissionedUserId === 'user-7'],
    [
      'words in any order',
      { search: 'user-7 site1' },
      (entry) => entry.permissionedUserId === 'user-7' && entry.domain.includes('site1'),
    ],
    ['signs that LIKE knows', { search: '100%_' }, (entry) => entry.userAlias !== null],
    ['a sign that is text here', { search: 'user_7' }, () => false],
    ['a quote', { search: "'; drop table vault_entry --" }, () => false],
    [
      'several at once',
      { search: 'site1', source: 'provider', tfa_method: 'SMS', state: 'attention' },
      (entry) =>
        entry.domain.includes('site1') &&
        entry.source === 'provider' &&
        entry.tfaMethod === 'SMS' &&
        (warned(entry) || isDisabled(entry)),
    ],
  ])('%s', async (_what, query, wanted) => {
    const found = await everyPage({ ...query, sort: 'domain' });
    const key = (user: string, domain: string) => `${domain} ${user}`;
    const expected = rows.filter(wanted).map((entry) => key(entry.permissionedUserId, entry.domain));
    expect(found.map((entry) => key(entry.permissioned_user_id, entry.domain)).sort()).toEqual(
      expected.sort(),
    );
  });

  test('show the warnings they filter by', async () => {
    const [entry] = (await list({ warning: 'archived', source: 'provider', limit: 1 })).data;
    expect(entry?.warnings.map(({ code }) => code)).toContain('archived');
    const [off] = (await list({ warning: 'provider_disabled', limit: 1 })).data;
    expect(off?.warnings[0]).toMatchObject({ code: 'provider_disabled' });
  });

  test('a domain that is none is refused at its field', async () => {
    expect(await refusal({ domain: 'no domain' })).toBe('validation_failed');
  });
});

describe('a page in the middle of many', () => {
  const place = {
    created_at: ['2031-01-03T00:00:00.000Z', workspaceId],
    last_used_at: ['-infinity', workspaceId],
    domain: ['https://site3.example', 'user-1'],
    permissioned_user_id: ['user-1', 'https://site3.example'],
  } as const;

  test.each(ENTRY_SORTS)('by %s begins at its place in an index and reads no other row', async (sort) => {
    const plan = await planOf({}, { order: entryOrder(sort, 'asc'), after: place[sort], take: 8 });
    expect(plan).toMatch(/Index Cond: .*ROW\(/);
    expect(plan).not.toMatch(/Seq Scan on vault_entry|Sort Key/);
  });

  test.each<[string, EntryFilter, string]>([
    ['state', { state: 'attention' }, 'vault_entry_attention_idx'],
    ['source', { source: 'passkey' }, 'vault_entry_workspace_id_source_created_at_id_idx'],
    ['two-factor method', { tfaMethod: 'EMAIL' }, 'vault_entry_workspace_id_tfa_method_created_at_id_idx'],
  ])('by %s is found in an index of its own', async (_what, filter, index) => {
    const plan = await planOf(filter, { order: entryOrder('created_at', 'desc'), after: null, take: 8 });
    expect(plan).toContain(index);
  });

  /** Without sequential scans, which PostgreSQL rightly prefers for few rows. */
  async function planOf(filter: EntryFilter, page: Parameters<typeof pageStatement>[2]): Promise<string> {
    const { text, values } = pageStatement(filter, [], page);
    return db.withWorkspace(workspaceId, async (tx) => {
      await tx.$executeRaw`set local enable_seqscan = off`;
      await tx.$executeRaw`set local enable_bitmapscan = off`;
      const lines = await tx.$queryRawUnsafe<Array<{ 'QUERY PLAN': string }>>(`explain ${text}`, ...values);
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });
  }
});
