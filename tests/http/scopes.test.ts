import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { auditRecord } from '@/lib/contract/audit-log';
import { pageOf } from '@/lib/contract/paging';
import { PERMISSIONS, type Permission, permission, withIncluded } from '@/lib/contract/workspace';
import { type Client, startTestApi, type TestApi, withApiKey } from '../support/api';
import { type Operation, readOperations, requestLine } from '../support/openapi';

/** Operations for keys that ask for no permission, each with the reason. Every other one names what it takes. */
const WITHOUT_PERMISSION: Record<string, string> = {
  'GET /api/v1/caller': 'who calls, told to whoever calls',
  'DELETE /api/v1/members/{id}': 'everyone may leave; removing others is asked for inside',
};

let api: TestApi;
let owner: Awaited<ReturnType<TestApi['owner']>>;
let operations: Operation[];
let guarded: Array<{ operation: Operation; needed: Permission }>;
const keys = new Map<string, Client>();

beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Kim');
  ({ operations } = await readOperations(api));
  guarded = operations.flatMap((operation) =>
    operation.takesKey && operation.permission
      ? { operation, needed: permission.parse(operation.permission) }
      : [],
  );
});
afterAll(() => api?.close());

async function keyWith(scopes: readonly Permission[]): Promise<Client> {
  const name = scopes.join(' ');
  const known = keys.get(name);
  if (known) return known;
  const { client } = await withApiKey(api, owner.client, scopes);
  keys.set(name, client);
  return client;
}

/** Every scope but those that amount to the permission. */
function allBut(needed: Permission): Permission[] {
  return PERMISSIONS.filter((scope) => !withIncluded([scope]).includes(needed));
}

/** With ids of nothing and an empty body: who passes the check of permissions finds nothing to do. */
async function ask(client: Client, operation: Operation) {
  const body = operation.method === 'GET' ? undefined : {};
  const answer = await client.raw(requestLine(operation, randomUUID()), body);
  const { status, headers } = answer;
  // A stream does not end by itself, and has begun: that it was let in is all there is to know.
  const streams = headers.get('content-type')?.startsWith('text/event-stream');
  if (streams) await answer.body?.cancel();
  const text = streams ? '' : await answer.text();
  const json = /^application\/(problem\+)?json/.test(headers.get('content-type') ?? '');
  return { status, body: json && text !== '' ? JSON.parse(text) : undefined };
}

const refusal = z.object({ code: z.string(), extra: z.object({ permission: z.string() }).optional() });

/** Operations for everyone, and those of a person whom a key cannot stand for: outside of any workspace, or asked for a password. */
const WITHOUT_KEY =
  /^(GET \/(healthz|readyz|openapi\.json)|\w+ \/api\/auth\/.*|\w+ \/api\/v1\/(session|workspaces|invitations\/\{id\}\/accept|api-encryption-key\/(reveal|rotate)))$/;

test('every operation of the document names the permission it takes, or is listed here with the reason', () => {
  const withoutKey = operations.filter(({ takesKey }) => !takesKey).map(({ name }) => name);
  expect(withoutKey.filter((name) => !WITHOUT_KEY.test(name))).toEqual([]);
  const silent = operations
    .filter(({ takesKey, permission: needed }) => takesKey && needed === null)
    .map(({ name }) => name);
  expect(silent.sort()).toEqual(Object.keys(WITHOUT_PERMISSION).sort());
  expect(guarded.length).toBeGreaterThan(40);
});

test('every scope opens something', () => {
  const opened = new Set(guarded.map(({ needed }) => needed));
  expect(PERMISSIONS.filter((scope) => !opened.has(scope))).toEqual([]);
});

test('G25: a key with every scope but the one needed is refused by every operation, before its body is read', async () => {
  for (const { operation, needed } of guarded) {
    const answer = await ask(await keyWith(allBut(needed)), operation);
    const { code, extra } = refusal.parse(answer.body);
    expect([operation.name, answer.status, code, extra?.permission]).toEqual([
      operation.name,
      403,
      'forbidden',
      needed,
    ]);
  }
});

test('each of those refusals is on record with the operation and the permission', async () => {
  const seen = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await owner.client(
      `GET /api/v1/audit?action=access.denied&limit=100${cursor && `&cursor=${cursor}`}`,
    );
    const { data, next_cursor } = pageOf(auditRecord).parse(page.body);
    for (const { object, detail } of data) seen.add(`${object.id} ${detail.permission}`);
    cursor = next_cursor;
  }
  expect([...seen].sort()).toEqual(
    guarded.map(({ operation, needed }) => `${operation.name} ${needed}`).sort(),
  );
});

test('the one scope needed is enough', async () => {
  for (const { operation, needed } of guarded) {
    const answer = await ask(await keyWith([needed]), operation);
    const refused = answer.status === 403 && refusal.parse(answer.body).extra !== undefined;
    expect([operation.name, refused]).toEqual([operation.name, false]);
  }
});
