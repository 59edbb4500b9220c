import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import { bulkBind } from '@/lib/bulk-bind/bulk-bind';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import type { BulkBind, BulkBindResult, BulkRow } from '@/lib/contract/bulk-bind';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { createEntry } from '@/lib/vault/create-entry';
import { listEntries } from '@/lib/vault/list-entries';
import { controlPost, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
let connection: SecretProviderView;
beforeAll(async () => {
  world = await startProductWorld();
  connection = await world.connect();
});
afterAll(() => world?.close());
beforeEach(async () => {
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.deleteMany({ where: { workspaceId } }),
  );
});

const bind = (rows: BulkRow[], change: Partial<BulkBind> = {}) =>
  bulkBind(world.services, world.actor, {
    dry_run: false,
    secret_provider_id: connection.id,
    rows,
    ...change,
  });
const outcomes = ({ rows }: BulkBindResult) => rows.map(({ row, outcome }) => [row, outcome]);
const entries = async () => (await listEntries(world.services, world.actor, {})).data;

const GOOD: BulkRow[] = [
  { permissioned_user_id: 'orders', domain: 'orders.northwind.example' },
  { permissioned_user_id: 'billing', domain: 'https://globex.example', item: 'globex billing' },
  { permissioned_user_id: 'acme', domain: 'https://acme.example', secret_ref: '', user_alias: 'Acme' },
];
const good = (): BulkRow[] =>
  GOOD.map((row) =>
    row.permissioned_user_id === 'acme' ? { ...row, secret_ref: world.refOf('Acme Prod Login') } : row,
  );

describe('many entries at once', () => {
  test('are judged without any change, then bound as was said, and left alone when they are sent again', async () => {
    const dry = await bind(good(), { dry_run: true });
    expect(dry).toMatchObject({ dry_run: true, counts: { created: 3, refused: 0 } });
    expect(dry.rows.map(({ matched_by, item }) => [matched_by, item?.title])).toEqual([
      ['website', 'Northwind Orders'],
      ['title', 'Globex Billing'],
      ['reference', 'Acme Prod Login'],
    ]);
    expect(dry.rows[2]?.warnings).toContain('website_differs');
    expect(await entries()).toEqual([]);

    const applied = await bind(dry.rows.map(({ values }) => values));
    expect(applied.counts).toEqual({ created: 3, updated: 0, unchanged: 0, refused: 0 });
    const bound = await entries();
    expect(bound.map(({ source, item, user_alias }) => [source, item?.title, user_alias]).toSorted()).toEqual(
      [
        ['provider', 'Acme Prod Login', 'Acme'],
        ['provider', 'Globex Billing', null],
        ['provider', 'Northwind Orders', null],
      ],
    );

    await world.forgetReads();
    const again = await bind(dry.rows.map(({ values }) => values));
    expect(again.counts).toEqual({ created: 0, updated: 0, unchanged: 3, refused: 0 });
    expect(await world.requests()).toBe(0);
    const versions = async () => (await entries()).map(({ version }) => version);
    expect(await versions()).toEqual(bound.map(({ version }) => version));
  });

  test('cost one read for a vault, not one for each', async () => {
    const rows = ['Acme Prod Login', 'Northwind Orders', 'Globex Billing', 'Initech Reports'].map(
      (title, index) => ({
        permissioned_user_id: `user ${index}`,
        domain: 'acme.example',
        secret_ref: world.refOf(title),
      }),
    );
    await world.forgetReads();
    expect((await bind(rows)).counts.created).toBe(4);
    expect(await world.itemReads()).toBe(1);
  });

  test('only what a row says is changed', async () => {
    await bind([
      {
        permissioned_user_id: 'a',
        domain: 'acme.com',
        user_alias: 'A',
        secret_ref: world.refOf('Acme Prod Login'),
      },
    ]);
    const other = world.refOf('Northwind Orders');
    const rebound = await bind([
      {
        permissioned_user_id: 'a',
        domain: 'https://ACME.com/login',
        secret_ref: other,
        secret_cache_ttl_seconds: '60',
      },
    ]);
    expect(rebound.counts.updated).toBe(1);
    const [entry] = await entries();
    expect(entry).toMatchObject({
      user_alias: 'A',
      secret_ref: other,
      secret_cache_ttl_seconds: 60,
      version: 2,
    });
  });

  test('each act is on record, with the entry it is about', async () => {
    const result = await bind(good());
    for (const { entry_id } of result.rows) {
      const { data } = await listAuditRecords(world.services, world.actor, {
        object: entry_id ?? '',
        limit: 5,
      });
      expect(data.map(({ action }) => action)).toEqual(['entry.created']);
    }
  });
});

describe('a row that is wrong is refused by itself, with its code and field', () => {
  const refusals = ({ rows }: BulkBindResult) =>
    rows.map(({ row, problem }) => [row, problem?.code ?? null, problem?.field ?? null]);

  test('whatever is wrong with it', async () => {
    const ref = world.refOf('Acme Prod Login');
    const result = await bind([
      { permissioned_user_id: 'ok', domain: 'acme.com', secret_ref: ref },
      { permissioned_user_id: 'ok', domain: 'https://acme.com', secret_ref: ref },
      { domain: 'acme.com', secret_ref: ref },
      { permissioned_user_id: 'b', domain: 'not a site', secret_ref: ref },
      { permissioned_user_id: 'c', domain: 'acme.com', secret_ref: 'op://nonsense' },
      { permissioned_user_id: 'd', domain: 'acme.com', secret_ref: `${ref.slice(0, -26)}${'z'.repeat(26)}` },
      { permissioned_user_id: 'e', domain: 'nobody.example' },
      { permissioned_user_id: 'f', domain: 'acme.com', secret_ref: ref, tfa_method: 'authenticator' },
      {
        permissioned_user_id: 'g',
        domain: 'acme.com',
        secret_ref: ref,
        secret_provider_id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7c01',
      },
      { permissioned_user_id: 'h', domain: 'acme.com', secret_ref: ref, secret_cache_ttl_seconds: 'soon' },
    ]);
    expect(refusals(result)).toEqual([
      [1, null, null],
      [2, 'entry_exists', 'permissioned_user_id'],
      [3, 'validation_failed', 'permissioned_user_id'],
      [4, 'validation_failed', 'domain'],
      [5, 'secret_ref_malformed', 'secret_ref'],
      [6, 'item_not_found', 'secret_ref'],
      [7, 'item_not_found', 'secret_ref'],
      [8, 'authenticator_with_provider', 'tfa_method'],
      [9, 'secret_provider_unknown', 'secret_provider_id'],
      [10, 'validation_failed', 'secret_cache_ttl_seconds'],
    ]);
    expect(result.counts).toEqual({ created: 1, updated: 0, unchanged: 0, refused: 9 });
  });

  test('of several items that fit, none is guessed', async () => {
    await controlPost(world, '/items', {
      vault: 'Automation',
      title: 'Northwind Backup',
      websites: ['https://northwind.example'],
    });
    const result = await bind([{ permissioned_user_id: 'orders', domain: 'northwind.example' }]);
    expect(refusals(result)).toEqual([[1, 'item_unusable', 'item']]);
    expect(result.rows[0]?.problem?.message).toContain(
      'Northwind Backup (Automation), Northwind Orders (Automation)',
    );
  });

  test('an entry that keeps its own password is never bound over', async () => {
    await createEntry(world.services, world.actor, {
      permissioned_user_id: 'kept',
      domain: 'acme.com',
      source: 'stored',
      username: 'ada',
      password: 'its own',
    });
    const row = {
      permissioned_user_id: 'kept',
      domain: 'acme.com',
      secret_ref: world.refOf('Acme Prod Login'),
    };
    expect(refusals(await bind([row]))).toEqual([[1, 'entry_exists', 'permissioned_user_id']]);
    expect((await entries())[0]?.source).toBe('stored');
  });

  test('a connection that is disabled refuses its rows in the dry run as well', async () => {
    const other = await world.connectServer('disabled');
    await setConnectionStatus(world.services, world.actor, { id: other.id, status: 'disabled' });
    const ref = world.refOf('Acme Prod Login');
    const rows = [
      { permissioned_user_id: 'a', domain: 'acme.com', secret_ref: ref, secret_provider_id: other.id },
      { permissioned_user_id: 'b', domain: 'acme.com', secret_ref: ref },
    ];
    const result = await bind(rows, { dry_run: true });
    expect(outcomes(result)).toEqual([
      [1, 'refused'],
      [2, 'created'],
    ]);
    expect(result.rows[0]?.problem?.code).toBe('secret_provider_disabled');
  });
});
