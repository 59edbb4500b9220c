import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pageOf } from '@/lib/contract/paging';
import { signInCheck } from '@/lib/contract/sign-in-check';
import { vaultEntry } from '@/lib/contract/vault-entry';
import { prepareQueue } from '@/lib/server/queue';
import { type Client, codeOf, startTestApi, type TestApi, withApiKey } from '../support/api';

const PATH = '/api/v1/sign-in-checks';

let api: TestApi;
let owner: Awaited<ReturnType<TestApi['owner']>>;
let program: Client;
let reader: Client;
beforeAll(async () => {
  api = await startTestApi();
  await prepareQueue(api.services.env.databaseUrl);
  owner = await api.owner('Tess');
  program = (await withApiKey(api, owner.client, ['runs:read', 'runs:write'])).client;
  reader = (await withApiKey(api, owner.client, ['runs:read'])).client;
});
afterAll(() => api?.close());

async function addEntry(domain = 'https://acme.example') {
  const user = `user-${crypto.randomUUID()}`;
  const values = { source: 'stored', username: 'grace', password: 'not so secret here' };
  const made = await owner.client('POST /api/v1/entries', { permissioned_user_id: user, domain, ...values });
  expect(made.status, made.text).toBe(201);
  return vaultEntry.parse(made.body);
}

describe('POST /api/v1/sign-in-checks', () => {
  test('queues a check of an entry by its id; no worker runs here, so it stays queued', async () => {
    const { id } = await addEntry();
    const answer = await program(`POST ${PATH}`, { entry_id: id });
    expect(answer.status).toBe(201);
    expect(signInCheck.parse(answer.body)).toMatchObject({
      entry_id: id,
      state: 'queued',
      signed_in: null,
      message: null,
      evidence: [],
      requested_by: 'API key test key',
    });
  });

  test('takes the entry by user and domain as well, and answers the one that is under way', async () => {
    const { id, permissioned_user_id } = await addEntry();
    const first = await program(`POST ${PATH}`, { entry_id: id });
    const second = await program(`POST ${PATH}`, { permissioned_user_id, domain: 'acme.example' });
    expect(signInCheck.parse(second.body).id).toBe(signInCheck.parse(first.body).id);
  });

  test.each([
    ['nothing', {}, 'Name the entry by'],
    [
      'both ways of naming',
      { entry_id: crypto.randomUUID(), permissioned_user_id: 'a', domain: 'acme.com' },
      'Name the entry by',
    ],
    ['a user without a domain', { permissioned_user_id: 'a' }, 'Name the entry by'],
    ['an id that is none', { entry_id: '7' }, 'entry_id: Invalid UUID'],
    [
      'again as a text',
      { entry_id: crypto.randomUUID(), again: 'yes' },
      'again and look_for_change_form are true or false',
    ],
  ])('refuses %s, and says what is wrong', async (_what, body, words) => {
    const answer = await program(`POST ${PATH}`, body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.text).toContain(words);
  });

  test('refuses a field that it does not know', async () => {
    const answer = await program(`POST ${PATH}`, { entry_id: crypto.randomUUID(), password: 'x' });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'unknown_field']);
    expect(answer.text).not.toContain('"x"');
  });

  test('answers 404 for an entry that is not there', async () => {
    const answer = await program(`POST ${PATH}`, { entry_id: crypto.randomUUID() });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
  });

  test('refuses a site over plain http that the operator has not listed, and says what to list', async () => {
    const { id } = await addEntry('http://intranet.acme.example');
    const answer = await program(`POST ${PATH}`, { entry_id: id });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'address_refused']);
    expect(answer.text).toContain('LATCHKEY_INSECURE_HOSTS');
  });

  test('refuses a key that may only read, and a caller without any', async () => {
    const { id } = await addEntry();
    expect((await reader(`POST ${PATH}`, { entry_id: id })).status).toBe(403);
    expect((await api.anyone(`GET ${PATH}`)).status).toBe(401);
  });
});

describe('GET /api/v1/sign-in-checks', () => {
  test('lists the checks of one entry, newest first, page by page', async () => {
    const [one, other] = [await addEntry(), await addEntry()];
    await program(`POST ${PATH}`, { entry_id: one.id });
    await program(`POST ${PATH}`, { entry_id: other.id });
    const mine = pageOf(signInCheck).parse((await reader(`GET ${PATH}?entry_id=${one.id}`)).body);
    expect(mine.data.map((check) => check.entry_id)).toEqual([one.id]);
    const first = pageOf(signInCheck).parse((await reader(`GET ${PATH}?limit=1`)).body);
    expect(first.data[0]?.entry_id).toBe(other.id);
    const next = pageOf(signInCheck).parse(
      (await reader(`GET ${PATH}?limit=1&cursor=${first.next_cursor}`)).body,
    );
    expect(next.data[0]?.entry_id).toBe(one.id);
  });

  test('refuses a cursor that no page gave out', async () => {
    const answer = await reader(`GET ${PATH}?cursor=zzz`);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'cursor_invalid']);
  });

  test('one check is found by its id, and by nobody of another workspace', async () => {
    const { id: entryId } = await addEntry();
    const { id } = z
      .object({ id: z.string() })
      .parse((await program(`POST ${PATH}`, { entry_id: entryId })).body);
    expect((await reader(`GET ${PATH}/${id}`)).status).toBe(200);
    const stranger = await api.owner('Uwe');
    const foreign = await stranger.client(`GET ${PATH}/${id}`);
    const missing = await stranger.client(`GET ${PATH}/${crypto.randomUUID()}`);
    expect([foreign.status, codeOf(foreign)]).toEqual([404, 'not_found']);
    expect(foreign.text.replace(/"request_id":"[^"]*"/, '')).toBe(
      missing.text.replace(/"request_id":"[^"]*"/, ''),
    );
    const listed = await stranger.client(`GET ${PATH}?entry_id=${entryId}`);
    expect(pageOf(signInCheck).parse(listed.body).data).toEqual([]);
    expect((await stranger.client(`POST ${PATH}`, { entry_id: entryId })).status).toBe(404);
  });
});
