import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AuditAction } from '@/lib/contract/audit';
import { type AuditRecordView, auditHead, auditRecord, auditVerification } from '@/lib/contract/audit-log';
import { pageOf } from '@/lib/contract/paging';
import { PERMISSIONS } from '@/lib/contract/workspace';
import {
  BASE_URL,
  type Client,
  codeOf,
  cookiesOf,
  PASSWORD,
  startTestApi,
  type TestApi,
  withApiKey,
} from '../support/api';
import { eventually } from '../support/eventually';

let api: TestApi;
let olga: Awaited<ReturnType<TestApi['owner']>>;
beforeAll(async () => {
  api = await startTestApi();
  olga = await api.owner('Olga');
});
afterAll(() => api?.close());

const withId = z.object({ id: z.string() });
const idOf = (answer: { body: unknown }) => withId.parse(answer.body).id;

async function page(query = '', client: Client = olga.client) {
  const answer = await client(`GET /api/v1/audit${query}`);
  return pageOf(auditRecord).parse(answer.body);
}

/** Of a workspace of the test's own, oldest first. */
async function records(client: Client): Promise<AuditRecordView[]> {
  return (await page('?limit=100', client)).data.reverse();
}

const said = ({ action, object, outcome }: AuditRecordView) => [action, object.id, outcome];

test('what people do to people, keys, entries and workflows is on record, in order, and with nothing secret', async () => {
  const { client, workspace } = await api.owner('Piet');
  const invited = await client('POST /api/v1/invitations', { email: 'nora@example.com', role: 'viewer' });
  const nora = await api.signUp('Nora');
  await nora.client(`POST /api/v1/invitations/${idOf(invited)}/accept`, {});
  const members = await client('GET /api/v1/members');
  const member = z
    .object({ data: z.array(z.object({ id: z.string(), user: withId, role: z.string() })) })
    .parse(members.body)
    .data.find(({ role }) => role === 'viewer');
  await client(`PATCH /api/v1/members/${member?.id}`, { role: 'member' });
  await client(`DELETE /api/v1/members/${member?.id}`);
  const withdrawn = await client('POST /api/v1/invitations', { email: 'x@example.com', role: 'admin' });
  await client(`DELETE /api/v1/invitations/${idOf(withdrawn)}`);
  const key = await withApiKey(api, client, ['vault:read']);
  await client(`DELETE /api/v1/api-keys/${key.id}`);
  await client('POST /api/v1/api-encryption-key/reveal', { password: PASSWORD });
  await client('POST /api/v1/api-encryption-key/rotate', { password: PASSWORD });
  const refused = await client('POST /api/v1/api-encryption-key/reveal', { password: 'not my password' });
  const entry = {
    permissioned_user_id: 'piet',
    domain: 'acme.com',
    source: 'stored',
    username: 'piet',
    password: 'hunter2-hunter2',
  };
  const entryId = idOf(await client('POST /api/v1/entries', entry));
  await client(`PATCH /api/v1/entries/${entryId}`, { password: 'hunter3-hunter3', user_alias: 'p' });
  await client(`DELETE /api/v1/entries/${entryId}`);
  const workflow = { name: 'flow', steps: [{ action: 'goto', url: 'https://acme.com' }] };
  const workflowId = idOf(await client('POST /api/v1/workflows', workflow));
  await client(`PUT /api/v1/workflows/${workflowId}`, workflow);
  await client(`DELETE /api/v1/workflows/${workflowId}`);

  const list = await records(client);
  const success = (action: AuditAction, id: string | undefined) => [action, id, 'success'];
  expect(list.map(said)).toEqual([
    success('workspace.created', workspace.id),
    success('member.invited', idOf(invited)),
    success('member.joined', member?.user.id),
    success('member.role_changed', member?.user.id),
    success('member.removed', member?.user.id),
    success('member.invited', idOf(withdrawn)),
    success('member.invitation_withdrawn', idOf(withdrawn)),
    success('api_key.created', key.id),
    success('api_key.revoked', key.id),
    success('encryption_key.revealed', 'active'),
    success('encryption_key.rotated', 'active'),
    ['access.denied', 'POST /api/v1/api-encryption-key/reveal', 'denied'],
    success('entry.created', entryId),
    success('entry.updated', entryId),
    success('entry.deleted', entryId),
    success('workflow.created', workflowId),
    success('workflow.updated', workflowId),
    success('workflow.deleted', workflowId),
  ]);
  expect(list.map(({ seq }) => seq)).toEqual(list.map((_, index) => index + 1));
  expect(list.find(({ action }) => action === 'entry.updated')?.detail).toMatchObject({
    changed: ['user_alias', 'password'],
  });
  const denied = list.find(({ action }) => action === 'access.denied');
  expect(denied).toMatchObject({
    request_id: refused.headers.get('x-request-id'),
    actor: { kind: 'person', name: 'Piet' },
    detail: { reason: 'password_incorrect' },
  });
  expect(list.find(({ action }) => action === 'member.joined')?.actor.name).toBe('Nora');
  const text = JSON.stringify(list);
  for (const secret of ['hunter2', 'hunter3', key.key, 'not my password', '@example.com']) {
    expect(text).not.toContain(secret);
  }
});

test('signing in and out, a wrong password and a new one are on record in every workspace of the person', async () => {
  const { client, email, workspace } = await api.owner('Sigrid');
  await client.with({ 'x-workspace': '' })('POST /api/v1/workspaces', { name: 'Second' });
  const browser = api.anyone.with({ origin: BASE_URL });
  const signIn = (password: string, address = email) =>
    browser('POST /api/auth/sign-in/email', { email: address, password });
  await signIn('not her password');
  await eventually(async () => (await page('?action=person.sign_in_failed', client)).data.length === 1);
  await signIn('not anyones word', 'nobody@example.com');
  const inside = browser.with({ cookie: cookiesOf(await signIn(PASSWORD)) });
  const newPassword = 'another long password';
  await inside('POST /api/auth/change-password', { currentPassword: PASSWORD, newPassword });
  await inside('POST /api/auth/sign-out', {});

  for (const slug of [workspace.slug, 'second']) {
    const list = await records(client.with({ 'x-workspace': slug }));
    expect(list.filter(({ object }) => object.kind === 'person').map(said)).toEqual([
      ['person.sign_in_failed', list[0]?.actor.id, 'failure'],
      ['person.signed_in', list[0]?.actor.id, 'success'],
      ['person.password_changed', list[0]?.actor.id, 'success'],
      ['person.signed_out', list[0]?.actor.id, 'success'],
    ]);
  }
  const events = await client('GET /api/v1/audit/export?format=ocsf&action=person.sign_in_failed');
  expect(JSON.parse(events.text)).toMatchObject({
    class_uid: 3002,
    type_uid: 300201,
    status_id: 2,
    user: { name: 'Sigrid' },
    service: { name: 'Latchkey' },
  });
});

describe('reading the log', () => {
  test('pages go on where the one before ended, also while records are added', async () => {
    const { client } = await api.owner('Page');
    for (let index = 0; index < 5; index += 1) await withApiKey(api, client, ['vault:read']);
    const first = await page('?limit=4', client);
    await withApiKey(api, client, ['vault:read']);
    const second = await page(`?limit=4&cursor=${first.next_cursor}`, client);
    expect([...first.data, ...second.data].map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(second.next_cursor).toBeNull();
    expect(codeOf(await client('GET /api/v1/audit?cursor=nonsense'))).toBe('cursor_invalid');
  });

  test('is narrowed by action, actor, thing, outcome, time and words', async () => {
    const { client } = await api.owner('Filter');
    const key = await withApiKey(api, client, ['members:read']);
    await key.client('GET /api/v1/secret-providers');
    const all = await records(client);
    const [created, made, denied] = all;
    const found = async (query: string) => (await page(query, client)).data.map(({ seq }) => seq);
    expect(await found('?action=api_key.created')).toEqual([made?.seq]);
    expect(await found(`?actor=${key.id}`)).toEqual([denied?.seq]);
    expect(await found(`?object=${key.id}`)).toEqual([made?.seq]);
    expect(await found('?object_kind=workspace')).toEqual([created?.seq]);
    expect(await found('?outcome=denied')).toEqual([denied?.seq]);
    expect(await found('?search=providers%3Aread')).toEqual([denied?.seq]);
    expect(await found('?search=filter')).toEqual([made?.seq, created?.seq]);
    expect(await found(`?search=${denied?.request_id}`)).toEqual([denied?.seq]);
    const at = encodeURIComponent(made?.at ?? '');
    expect((await found(`?from=${at}`)).at(-1)).toBe(made?.seq);
    expect((await found(`?to=${at}`)).at(0)).toBe(created?.seq);
    expect((await client('GET /api/v1/audit?from=yesterday')).status).toBe(422);
    expect((await client('GET /api/v1/audit?action=entry.read')).status).toBe(422);
  });

  test('a key needs the scope, a member the role', async () => {
    const { client } = await withApiKey(
      api,
      olga.client,
      PERMISSIONS.filter((scope) => scope !== 'audit:read'),
    );
    expect((await client('GET /api/v1/audit')).status).toBe(403);
    const reader = await withApiKey(api, olga.client, ['audit:read']);
    expect((await reader.client('GET /api/v1/audit')).status).toBe(200);
  });
});

describe('an export', () => {
  const exported = z.object({
    workspace_id: z.string(),
    seq: z.number(),
    at: z.string(),
    actor_kind: z.string(),
    actor_id: z.string(),
    actor_name: z.string().nullable(),
    action: z.string(),
    object_kind: z.string(),
    object_id: z.string(),
    outcome: z.string(),
    request_id: z.string().nullable(),
    address_hash: z.string().nullable(),
    detail: z.string(),
    previous_hash: z.string(),
    hash: z.string(),
    signature: z.string(),
    key_id: z.string(),
  });
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));

  test('as JSON lines can be verified by anyone, from the first record to the one that says it was made', async () => {
    const answer = await olga.client('GET /api/v1/audit/export');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toMatch(/filename="latchkey-audit-[\d-]+\.jsonl"/);
    const rows = lines(answer.text).map((line) => exported.parse(line));
    expect(rows.at(-1)).toMatchObject({ action: 'audit.exported', detail: '{"format":"jsonl"}' });
    let previous = createHash('sha256').update(`latchkey.audit.v1/${olga.workspace.id}`).digest('hex');
    for (const [index, row] of rows.entries()) {
      const { hash, signature: _, key_id: __, previous_hash, seq, ...fields } = row;
      const { workspace_id, ...others } = fields;
      const text = ['latchkey.audit.v1', workspace_id, String(seq), ...Object.values(others), previous_hash];
      expect([seq, previous_hash]).toEqual([index + 1, previous]);
      expect(createHash('sha256').update(JSON.stringify(text)).digest('hex')).toBe(hash);
      previous = hash;
    }
  });

  test('as CSV has a line for each, and nothing that a spreadsheet would run', async () => {
    const { client } = await api.owner('Csv');
    const key = await client('POST /api/v1/api-keys', { name: '=1+1,"x"', scopes: ['members:read'] });
    const { key: secret } = z.object({ key: z.string() }).parse(key.body);
    await api.anyone.with({ 'cc-key': secret })('GET /api/v1/secret-providers');
    const answer = await client('GET /api/v1/audit/export?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...rows] = answer.text.trimEnd().split('\r\n');
    expect(header).toMatch(/^workspace_id,seq,at,actor_kind,actor_id,actor_name,/);
    expect(rows).toHaveLength((await records(client)).length);
    expect(rows.find((row) => row.includes('access.denied'))).toContain(`,"'=1+1,""x""",`);
  });

  test('as OCSF 1.6.0 has every attribute that the schema requires, and keeps the links of the chain', async () => {
    const { client, workspace } = await api.owner('Ocsf');
    const key = await withApiKey(api, client, ['members:read']);
    await key.client('GET /api/v1/secret-providers');
    const answer = await client('GET /api/v1/audit/export?format=ocsf');
    const events = lines(answer.text);
    for (const event of events) {
      expect(event).toMatchObject({
        activity_id: expect.any(Number),
        category_uid: 6,
        class_uid: 6003,
        severity_id: expect.any(Number),
        time: expect.any(Number),
        metadata: { version: '1.6.0', product: { name: 'Latchkey' }, tenant_uid: workspace.id },
        actor: { user: { uid: expect.any(String) } },
        api: { operation: expect.any(String) },
        src_endpoint: expect.anything(),
        unmapped: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
    }
    expect(events).toMatchObject([
      { type_uid: 600301, status_id: 1, metadata: { event_code: 'workspace.created', sequence: 1 } },
      { type_uid: 600301, status_id: 1, resources: [{ uid: key.id, type: 'api_key' }] },
      {
        type_uid: 600399,
        activity_name: 'access.denied',
        status_id: 2,
        status_detail: 'forbidden',
        actor: { user: { uid: key.id, type_id: 4 } },
      },
      { type_uid: 600302, metadata: { event_code: 'audit.exported' } },
    ]);
  });

  test('keeps to its filters', async () => {
    const answer = await olga.client('GET /api/v1/audit/export?action=workspace.created');
    expect(lines(answer.text)).toMatchObject([{ seq: 1, action: 'workspace.created' }]);
  });
});

describe('verification', () => {
  test('says that all is as it was written, up to the head that can be kept elsewhere', async () => {
    const head = auditHead.parse((await olga.client('GET /api/v1/audit/head')).body);
    await withApiKey(api, olga.client, ['vault:read']);
    const query = `?seq=${head.seq}&hash=${head.hash}`;
    const answer = await olga.client(`GET /api/v1/audit/verification${query}`);
    expect(auditVerification.parse(answer.body)).toMatchObject({
      verified: true,
      records: head.seq + 1,
      fault: null,
    });
    expect((await page('?limit=1')).data[0]).toMatchObject({ action: 'audit.verified', outcome: 'success' });
  });

  test('names the record from which the log differs from a kept head', async () => {
    const { seq } = auditHead.parse((await olga.client('GET /api/v1/audit/head')).body);
    const ahead = `?seq=${seq + 5}&hash=${'0'.repeat(64)}`;
    const answer = await olga.client(`GET /api/v1/audit/verification${ahead}`);
    expect(auditVerification.parse(answer.body)).toMatchObject({
      verified: false,
      fault: { seq: seq + 1, reason: 'missing', message: `Record ${seq + 1} is missing.` },
    });
    expect((await page('?limit=1')).data[0]).toMatchObject({ action: 'audit.verified', outcome: 'failure' });
  });

  test.each(['?seq=1', `?hash=${'0'.repeat(64)}`, '?seq=0&hash=x'])('%s is half a head', async (query) => {
    expect((await olga.client(`GET /api/v1/audit/verification${query}`)).status).toBe(422);
  });
});
