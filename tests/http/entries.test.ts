import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type VaultEntryView, vaultEntry } from '@/lib/contract/vault-entry';
import { type Answer, codeOf, type SignedUp, startTestApi, type TestApi } from '../support/api';

let api: TestApi;
let owner: SignedUp;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Edda');
});
afterAll(() => api?.close());

let made = 0;
async function newEntry(): Promise<VaultEntryView> {
  made += 1;
  const values = { source: 'stored', username: 'someone', password: 'secret' };
  const body = { permissioned_user_id: `user-${made}`, domain: 'https://acme.example', ...values };
  const answer = await owner.client('POST /api/v1/entries', body);
  expect(answer.status, answer.text).toBe(201);
  expect(answer.headers.get('etag')).toBe('"1"');
  return vaultEntry.parse(answer.body);
}

const seeing = (tag: string) => owner.client.with({ 'if-match': tag });
const rename = (id: string, alias: string) => [`PATCH /api/v1/entries/${id}`, { user_alias: alias }] as const;
const outcome = (answer: Answer) => [answer.status, codeOf(answer), answer.headers.get('etag')];

describe('the version of an entry', () => {
  test('is its ETag, and counts its changes', async () => {
    const { id } = await newEntry();
    const changed = await owner.client(...rename(id, 'a'));
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    const read = await owner.client(`GET /api/v1/entries/${id}`);
    expect(read.headers.get('etag')).toBe('"2"');
    expect(vaultEntry.parse(read.body).version).toBe(2);
  });

  test('a change that builds on an older one is refused with the present one, and changes nothing', async () => {
    const { id } = await newEntry();
    await owner.client(...rename(id, 'first'));
    const late = await seeing('"1"')(...rename(id, 'second'));
    expect(outcome(late)).toEqual([412, 'version_mismatch', '"2"']);
    expect(late.body).toMatchObject({ extra: { current_version: 2 } });
    const remove = await seeing('"1"')(`DELETE /api/v1/entries/${id}`);
    expect(outcome(remove)).toEqual([412, 'version_mismatch', '"2"']);
    const read = await owner.client(`GET /api/v1/entries/${id}`);
    expect(read.body).toMatchObject({ user_alias: 'first', version: 2 });
  });

  test('a change that builds on the present one is made', async () => {
    const { id } = await newEntry();
    expect((await seeing('"7", "1"')(...rename(id, 'a'))).status).toBe(200);
    expect((await seeing('*')(...rename(id, 'b'))).status).toBe(200);
    expect((await seeing('"3"')(`DELETE /api/v1/entries/${id}`)).status).toBe(204);
  });

  test('is never matched by a weak tag, nor by one that is not ours', async () => {
    const { id } = await newEntry();
    for (const tag of ['W/"1"', '"01x"', '""']) {
      expect([tag, (await seeing(tag)(...rename(id, 'a'))).status]).toEqual([tag, 412]);
    }
  });

  test.each(['1', 'abc', '"1', '"1" "2"'])('the header If-Match: %s is refused at its name', async (tag) => {
    const { id } = await newEntry();
    const answer = await seeing(tag)(...rename(id, 'a'));
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.body).toMatchObject({ fields: [{ field: 'if-match' }] });
  });

  test('of twenty changes at once that build on one version, one is made', async () => {
    const { id } = await newEntry();
    const changes = Array.from({ length: 20 }, (_, index) => seeing('"1"')(...rename(id, `${index}`)));
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412 || status === 409)).toHaveLength(19);
  });
});

test('two changes of different fields at once: none is lost unnoticed', async () => {
  const { id } = await newEntry();
  const [alias, method] = await Promise.all([
    owner.client(...rename(id, 'renamed')),
    owner.client(`PATCH /api/v1/entries/${id}`, { tfa_method: 'EMAIL' }),
  ]);
  const read = vaultEntry.parse((await owner.client(`GET /api/v1/entries/${id}`)).body);
  expect(read.user_alias === 'renamed').toBe(alias?.status === 200);
  expect(read.tfa_method === 'EMAIL').toBe(method?.status === 200);
});
