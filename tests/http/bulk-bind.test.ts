import { afterAll, beforeAll, expect, test } from 'vitest';
import { bulkBindResult } from '@/lib/contract/bulk-bind';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { type Client, codeOf, withApiKey } from '../support/api';
import { type ProductWorld, startProductWorld } from '../support/product-world';

const PATH = '/api/v1/entries/bulk';
const TEXT = { 'content-type': 'text/csv; charset=utf-8' };

let world: ProductWorld;
let connection: SecretProviderView;
let program: Client;
let binder: Client;

beforeAll(async () => {
  world = await startProductWorld();
  connection = await world.connectServer();
  program = (await withApiKey(world.api, world.client, ['vault:read', 'vault:write', 'providers:read']))
    .client;
  binder = (await withApiKey(world.api, world.client, ['vault:write'])).client;
});
afterAll(() => world?.close());

const csv = () =>
  `user;site;item\norders;orders.northwind.example;\nbilling;globex.example;Globex Billing\nnobody;nobody.example;\n`;

test('a text of CSV is judged without a change, and bound when that is said', async () => {
  const dry = await program.with(TEXT)(`POST ${PATH}?secret_provider_id=${connection.id}`, csv());
  expect(dry.status, dry.text).toBe(200);
  const judged = bulkBindResult.parse(dry.body);
  expect(judged).toMatchObject({ dry_run: true, counts: { created: 2, refused: 1 } });
  expect(judged.columns.map(({ field }) => field)).toEqual(['permissioned_user_id', 'domain', 'item']);
  expect(judged.rows.map(({ row, problem }) => [row, problem?.code ?? null])).toEqual([
    [2, null],
    [3, null],
    [4, 'item_not_found'],
  ]);
  expect((await program('GET /api/v1/entries')).body).toMatchObject({ data: [] });

  const applied = await program.with(TEXT)(
    `POST ${PATH}?dry_run=false&secret_provider_id=${connection.id}`,
    csv(),
  );
  expect(applied.body).toMatchObject({ dry_run: false, counts: { created: 2, unchanged: 0, refused: 1 } });
  const again = await program(`POST ${PATH}`, {
    dry_run: false,
    secret_provider_id: connection.id,
    csv: csv(),
  });
  expect(again.body).toMatchObject({ counts: { created: 0, unchanged: 2, refused: 1 } });
});

test('a body that is neither JSON nor CSV, one that says both, and a column of passwords are refused', async () => {
  const other = await program.with({ 'content-type': 'text/plain' })(`POST ${PATH}`, csv());
  expect([other.status, codeOf(other)]).toEqual([415, 'unsupported_media_type']);
  const both = await program(`POST ${PATH}`, { rows: [], csv: 'domain\n' });
  expect([both.status, codeOf(both)]).toEqual([422, 'validation_failed']);
  const leak = await program.with(TEXT)(`POST ${PATH}`, 'user,domain,password\nada,acme.com,hunter2\n');
  expect([leak.status, codeOf(leak)]).toEqual([422, 'validation_failed']);
  expect(leak.text).not.toContain('hunter2');
});

test('finding items by their website takes the right to see them; naming them does not', async () => {
  const row = { permissioned_user_id: 'only', domain: 'reports.initech.example' };
  const ask = (rows: object[]) => binder(`POST ${PATH}`, { secret_provider_id: connection.id, rows });
  const found = await ask([
    row,
    { ...row, domain: 'initech.example', secret_ref: world.refOf('Initech Reports') },
  ]);
  const { rows } = bulkBindResult.parse(found.body);
  expect(rows.map(({ outcome, problem }) => [outcome, problem?.code ?? null])).toEqual([
    ['refused', 'forbidden'],
    ['created', null],
  ]);
  const reader = (await withApiKey(world.api, world.client, ['vault:read'])).client;
  expect((await reader(`POST ${PATH}`, { rows: [row] })).status).toBe(403);
});

test('a connection of another workspace is one that does not exist', async () => {
  const stranger = (await world.api.owner('Uwe')).client;
  const answer = await stranger(`POST ${PATH}`, {
    secret_provider_id: connection.id,
    rows: [{ permissioned_user_id: 'a', domain: 'acme.com', secret_ref: world.refOf('Acme Prod Login') }],
  });
  expect(bulkBindResult.parse(answer.body).rows[0]?.problem?.code).toBe('secret_provider_unknown');
});
