import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditRecord } from '@/lib/contract/audit-log';
import { pageOf } from '@/lib/contract/paging';
import { PERMISSIONS } from '@/lib/contract/workspace';
import { newId } from '@/lib/kernel/id';
import { type Answer, type Client, startTestApi, type TestApi, withApiKey } from '../support/api';
import { type ApiDocument, type Operation, readOperations, requestLine } from '../support/openapi';
import { sampleBody } from '../support/sample-body';
import { fillTenant } from '../support/tenant-rows';

/** Names that callers choose, each in its own workspace: there is no row of another one that they could name. */
const CHOSEN = ['clientId', 'site'];

let api: TestApi;
let document: ApiDocument;
let client: pg.Client;
/** The owner of another workspace, and a key of it with every scope. */
let person: Client;
let key: Client;
/** Names something of every kind in the foreign workspace. */
const foreignId = newId();
let tables: string[];

beforeAll(async () => {
  api = await startTestApi();
  document = await readOperations(api);
  const bob = await api.owner('Bob');
  person = bob.client;
  ({ client: key } = await withApiKey(api, person, PERMISSIONS));
  client = new pg.Client({ connectionString: api.services.env.databaseUrl });
  await client.connect();
  tables = await foreignWorkspace();
});
afterAll(async () => {
  await client?.end();
  await api?.close();
});

/** A workspace with a row in every table, a member, an invitation and a key: all under one id, the workspace too. */
async function foreignWorkspace(): Promise<string[]> {
  const { people } = api.services.db;
  const id = foreignId;
  const workspaceId = id;
  const ada = await people.user.create({ data: { name: 'Ada', email: 'ada@example.com' } });
  await people.workspace.create({ data: { id, name: 'Ada', slug: 'ada' } });
  await people.member.create({ data: { id, workspaceId, userId: ada.id, role: 'owner' } });
  await people.invitation.create({
    data: {
      id,
      workspaceId,
      email: 'x@example.com',
      role: 'viewer',
      expiresAt: new Date(),
      inviterId: ada.id,
    },
  });
  await people.apiKey.create({ data: { id, referenceId: workspaceId, key: 'a hash', name: 'a key' } });
  const filled = await fillTenant(client, workspaceId, id);
  return ['workspace', 'member', 'invitation', 'api_key', ...filled.keys()];
}

async function ask(caller: Client, operation: Operation, id: string): Promise<Answer> {
  const body = operation.body ? sampleBody(document, operation.body, id) : undefined;
  const query = operation.queryParameters
    .filter(({ schema }) => schema.format === 'uuid')
    .map(({ name }) => `${name}=${id}`)
    .join('&');
  return caller(`${requestLine(operation, id)}${query && `?${query}`}`, body);
}

/** All that a caller sees of an answer, but for what differs from request to request and the id that was sent. */
function seen(answer: Answer, id: string) {
  const requestId = answer.headers.get('x-request-id') ?? 'none';
  const headers = [...answer.headers].filter(
    ([name]) => name !== 'x-request-id' && !name.startsWith('ratelimit'),
  );
  const text = answer.text.replaceAll(requestId, 'REQUEST').replaceAll(id, 'ID');
  return { status: answer.status, headers, text };
}

/** A key, or a person where no key may ask. */
async function asksAsItMay(operation: Operation, id: string): Promise<{ caller: Client; answer: Answer }> {
  const answer = await ask(key, operation, id);
  if (answer.status !== 401 && answer.status !== 403) return { caller: key, answer };
  return { caller: person, answer: await ask(person, operation, id) };
}

/** Everything that the other workspace has, as the owner of the tables sees it. */
async function everything(): Promise<unknown> {
  const rows: unknown[] = [];
  for (const table of tables) {
    const column = { workspace: 'id', api_key: 'reference_id' }[table] ?? 'workspace_id';
    await client.query('begin');
    await client.query(`alter table "${table}" no force row level security`);
    const found = await client.query(`select * from "${table}" where ${column}::text = $1`, [foreignId]);
    await client.query('rollback');
    rows.push([table, found.rows]);
  }
  return rows;
}

function takesIds(operation: Operation): boolean {
  if (operation.pathParameters.some((name) => CHOSEN.includes(name))) return false;
  const schema = JSON.stringify([operation.body, operation.queryParameters]);
  return operation.pathParameters.length > 0 || schema.includes('"format":"uuid"');
}

test('G11: wherever an id can be given, one of another workspace is answered byte for byte as one that never was', async () => {
  const before = await everything();
  const asked = document.operations.filter(takesIds);
  expect(asked.length).toBeGreaterThan(25);
  for (const operation of asked) {
    const unknownId = randomUUID();
    const { caller, answer } = await asksAsItMay(operation, unknownId);
    const unknown = seen(answer, unknownId);
    if (operation.pathParameters.length > 0) {
      expect([operation.name, unknown.status]).toEqual([operation.name, 404]);
    }
    const foreign = seen(await ask(caller, operation, foreignId), foreignId);
    expect({ operation: operation.name, ...foreign }).toEqual({ operation: operation.name, ...unknown });
  }
  expect(await everything()).toEqual(before);
});

test('each of those questions is on record in the workspace it came from', async () => {
  const recorded = new Set<string>();
  for (let cursor = ''; ; ) {
    const page = await person(`GET /api/v1/audit?action=access.missed&limit=100${cursor}`);
    const { data, next_cursor } = pageOf(auditRecord).parse(page.body);
    for (const { object, detail } of data) recorded.add(`${object.id} ${detail.asked_for}`);
    if (next_cursor === null) break;
    cursor = `&cursor=${next_cursor}`;
  }
  const withActor = document.operations.filter(
    (operation) =>
      operation.pathParameters.length > 0 && operation.permission !== null && takesIds(operation),
  );
  const missing = withActor.filter(({ name }) => !recorded.has(`${name} ${foreignId}`));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
