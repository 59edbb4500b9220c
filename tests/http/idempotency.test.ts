import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { purgeRequests } from '@/lib/idempotency/purge-requests';
import { prepareQueue } from '@/lib/server/queue';
import { type Answer, type Client, codeOf, startTestApi, type TestApi, withApiKey } from '../support/api';
import { ManualClock } from '../support/manual-clock';

let api: TestApi;
let owner: Awaited<ReturnType<TestApi['owner']>>;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Ida');
});
afterAll(() => api?.close());

const keyed = (key: string, client: Client = owner.client) => client.with({ 'idempotency-key': key });
const workflow = (name: string) => ({ name, steps: [{ action: 'goto', url: 'https://a.example' }] });
const idOf = (answer: Answer) => z.object({ id: z.string() }).parse(answer.body).id;
const replayed = (answer: Answer) => answer.headers.get('idempotency-replayed');

async function names(): Promise<string[]> {
  const list = await owner.client('GET /api/v1/workflows?limit=100');
  return z
    .object({ data: z.array(z.object({ name: z.string() })) })
    .parse(list.body)
    .data.map(({ name }) => name);
}

describe('a request that is sent again with its key', () => {
  test('is answered as before, byte for byte, and not carried out again', async () => {
    const send = keyed(randomUUID());
    const first = await send('POST /api/v1/workflows', workflow('once'));
    const second = await send('POST /api/v1/workflows', workflow('once'));
    expect([first.status, replayed(first)]).toEqual([201, null]);
    expect([second.status, replayed(second)]).toEqual([201, 'true']);
    expect(second.text).toBe(first.text);
    expect((await names()).filter((name) => name === 'once')).toHaveLength(1);
  });

  test('keeps the headers that belong to the answer, and no session cookie', async () => {
    const send = keyed(randomUUID());
    const body = { permissioned_user_id: 'u', domain: 'https://a.example' };
    const values = { source: 'stored', username: 'u', password: 'p' };
    await send('POST /api/v1/entries', { ...body, ...values });
    const again = await send('POST /api/v1/entries', { ...body, ...values });
    expect(again.headers.get('etag')).toBe('"1"');
    expect(again.headers.get('content-type')).toMatch(/^application\/json/);
    expect(again.headers.get('x-request-id')).not.toBeNull();
  });

  test('also when the answer has no content', async () => {
    const { id } = await withApiKey(api, owner.client, ['vault:read']);
    const send = keyed(randomUUID());
    expect((await send(`DELETE /api/v1/api-keys/${id}`)).status).toBe(204);
    const again = await send(`DELETE /api/v1/api-keys/${id}`);
    expect([again.status, again.text, replayed(again)]).toEqual([204, '', 'true']);
  });

  test('on the wire of CloudCruise, too; what went wrong unforeseen is not tried again under its key', async () => {
    const { client } = await withApiKey(api, owner.client, ['runs:write', 'workflows:read', 'runs:read']);
    const made = await owner.client('POST /api/v1/workflows', workflow('wired'));
    const body = { workflow_id: idOf(made), run_input_variables: {} };
    const failing = keyed(randomUUID(), client);
    const failed = await failing('POST /run', body);
    expect([failed.status, replayed(failed)]).toEqual([500, null]);
    await prepareQueue(api.services.db.url);
    const again = await failing('POST /run', body);
    expect([again.status, replayed(again)]).toEqual([500, 'true']);

    const send = keyed(randomUUID(), client);
    const [first, second] = [await send('POST /run', body), await send('POST /run', body)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.text).toBe(first.text);
    const runs = await owner.client(`GET /api/v1/runs?workflow_id=${idOf(made)}`);
    expect(z.object({ data: z.array(z.unknown()) }).parse(runs.body).data).toHaveLength(1);
  });

  test('of thirty at once one is carried out; the others get its answer or are told to wait', async () => {
    const send = keyed(randomUUID());
    const all = await Promise.all(
      Array.from({ length: 30 }, () => send('POST /api/v1/workflows', workflow('rushed'))),
    );
    const carriedOut = all.filter((answer) => answer.status === 201 && replayed(answer) === null);
    expect(carriedOut).toHaveLength(1);
    for (const answer of all.filter(({ status }) => status !== 201)) {
      expect([answer.status, codeOf(answer)]).toEqual([409, 'idempotency_in_progress']);
      expect(answer.body).toMatchObject({ retryable: true });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect((await names()).filter((name) => name === 'rushed')).toHaveLength(1);
  });
});

describe('a key stands for one request of one caller', () => {
  test.each([
    ['another body', 'POST /api/v1/workflows', workflow('other')],
    ['another address', 'POST /api/v1/invitations', { email: 'x@example.com', role: 'viewer' }],
  ])('and is refused with %s', async (_what, call, body) => {
    const send = keyed(randomUUID());
    await send('POST /api/v1/workflows', workflow(randomUUID()));
    const answer = await send(call, body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'idempotency_mismatch']);
  });

  test('someone else’s same key is another key', async () => {
    const key = randomUUID();
    const { client } = await withApiKey(api, owner.client, ['workflows:write', 'workflows:read']);
    const mine = await keyed(key)('POST /api/v1/workflows', workflow('mine'));
    const theirs = await keyed(key, client)('POST /api/v1/workflows', workflow('theirs'));
    expect([mine.status, theirs.status, replayed(theirs)]).toEqual([201, 201, null]);
    const stranger = await api.owner('Otto');
    const foreign = await keyed(key, stranger.client)('POST /api/v1/workflows', workflow('mine'));
    expect([foreign.status, replayed(foreign)]).toEqual([201, null]);
  });

  test('is free again after a refusal: nothing was done', async () => {
    const send = keyed(randomUUID());
    expect((await send('POST /api/v1/workflows', { name: '' })).status).toBe(422);
    expect((await send('POST /api/v1/workflows', workflow('second try'))).status).toBe(201);
  });

  test('is not asked for while reading', async () => {
    const send = keyed('reading');
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await send('GET /api/v1/workflows');
      expect([answer.status, replayed(answer)]).toEqual([200, null]);
    }
  });

  test('is given again only to who may still ask', async () => {
    const other = await api.signUp('Uli');
    const invited = await owner.client('POST /api/v1/invitations', { email: other.email, role: 'admin' });
    await other.client(`POST /api/v1/invitations/${idOf(invited)}/accept`, {});
    const send = keyed(randomUUID(), other.client.with({ 'x-workspace': owner.workspace.slug }));
    const body = { name: 'theirs', scopes: ['vault:read'] };
    expect((await send('POST /api/v1/api-keys', body)).status).toBe(201);
    const list = z.object({
      data: z.array(z.object({ id: z.string(), user: z.object({ email: z.string() }) })),
    });
    const members = list.parse((await owner.client('GET /api/v1/members')).body).data;
    const member = members.find(({ user }) => user.email === other.email);
    await owner.client(`PATCH /api/v1/members/${member?.id}`, { role: 'viewer' });
    const again = await send('POST /api/v1/api-keys', body);
    expect([again.status, codeOf(again)]).toEqual([403, 'forbidden']);
  });

  test.each(['', '""', 'with space', 'ümlaut', 'x'.repeat(201)])('the key %j is no key', async (key) => {
    const answer = await keyed(key)('POST /api/v1/workflows', workflow('never'));
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.body).toMatchObject({ fields: [{ field: 'idempotency-key' }] });
  });

  test('a quoted key, as the draft writes it, is the same as a bare one', async () => {
    const key = randomUUID();
    await keyed(key)('POST /api/v1/workflows', workflow('quoted'));
    expect(replayed(await keyed(`"${key}"`)('POST /api/v1/workflows', workflow('quoted')))).toBe('true');
  });

  test('where there is no workspace the header is refused, not ignored', async () => {
    const answer = await keyed('x')('POST /api/v1/workspaces', { name: 'Another' });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
  });
});

test('neither what was asked nor what was answered lies in the table in plain form', async () => {
  const send = keyed(randomUUID());
  const made = await send('POST /api/v1/api-keys', { name: 'kept', scopes: ['vault:read'] });
  const again = await send('POST /api/v1/api-keys', { name: 'kept', scopes: ['vault:read'] });
  const { key } = z.object({ key: z.string() }).parse(made.body);
  expect(z.object({ key: z.string() }).parse(again.body).key).toBe(key);
  const rows = await api.services.db.withWorkspace(owner.workspace.id, (tx) =>
    tx.idempotentRequest.findMany(),
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { requestSealed, answerSealed } of rows) {
    const bytes = Buffer.concat([requestSealed, answerSealed ?? Buffer.alloc(0)]).toString('latin1');
    expect(bytes).not.toContain(key);
    expect(bytes).not.toContain('kept');
  }
});

describe('time', () => {
  const clock = new ManualClock();
  let timed: TestApi;
  let person: Awaited<ReturnType<TestApi['owner']>>;
  beforeAll(async () => {
    timed = await startTestApi({ clock });
    person = await timed.owner('Tim');
  });
  afterAll(() => timed?.close());
  const inWorkspace = <T>(work: (tx: WorkspaceTransaction) => Promise<T>) =>
    timed.services.db.withWorkspace(person.workspace.id, work);

  test('a request whose process vanished is neither carried out again nor waited for without end', async () => {
    const send = keyed('cut-off', person.client);
    const body = workflow('cut off');
    await send('POST /api/v1/workflows', body);
    // As a process leaves it that dies between the act and the answer.
    await inWorkspace((tx) => tx.idempotentRequest.updateMany({ data: { answerSealed: null } }));
    expect(codeOf(await send('POST /api/v1/workflows', body))).toBe('idempotency_in_progress');
    clock.advance(150_000);
    const later = await send('POST /api/v1/workflows', body);
    expect([later.status, codeOf(later)]).toEqual([409, 'idempotency_interrupted']);
    expect(later.body).toMatchObject({ retryable: false });
  });

  test('after a day the key is free, and the sweep removes what was kept', async () => {
    const send = keyed('daily', person.client);
    const first = await send('POST /api/v1/workflows', workflow('daily'));
    clock.advance(24 * 3_600_000 - 1);
    expect((await send('POST /api/v1/workflows', workflow('daily'))).text).toBe(first.text);
    clock.advance(1);
    const next = await send('POST /api/v1/workflows', workflow('tomorrow'));
    expect([next.status, replayed(next)]).toEqual([201, null]);
    clock.advance(24 * 3_600_000);
    await purgeRequests(timed.services);
    expect(await inWorkspace((tx) => tx.idempotentRequest.count())).toBe(0);
  });
});
