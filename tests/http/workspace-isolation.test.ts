import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Answer, type SignedUp, startTestApi, type TestApi, withApiKey } from '../support/api';

let api: TestApi;
let ada: Awaited<ReturnType<TestApi['owner']>>;
let bob: Awaited<ReturnType<TestApi['owner']>>;
let outsider: SignedUp;
beforeAll(async () => {
  api = await startTestApi();
  [ada, bob, outsider] = await Promise.all([api.owner('Ada'), api.owner('Bob'), api.signUp('Oz')]);
});
afterAll(() => api?.close());

/** All that a caller sees of an answer, but for what differs from request to request. */
function seen(answer: Answer) {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id');
  const requestId = answer.headers.get('x-request-id') ?? 'none';
  return { status: answer.status, headers, text: answer.text.replace(requestId, 'ID') };
}

const READS = [
  'GET /api/v1/members',
  'GET /api/v1/invitations',
  'GET /api/v1/api-keys',
  'GET /api/v1/secret-providers',
  'GET /api/v1/entries',
  'GET /api/v1/workflows',
  'GET /api/v1/runs',
];

describe('a workspace one is not in', () => {
  test.each(READS)('%s answers byte for byte as for a workspace that is not there', async (call) => {
    const foreign = await outsider.client.with({ 'x-workspace': ada.workspace.slug })(call);
    const missing = await outsider.client.with({ 'x-workspace': 'no-such-workspace' })(call);
    expect(foreign.status).toBe(404);
    expect(seen(foreign)).toEqual(seen(missing));
  });

  test('can be named neither by its id nor in the query of a change', async () => {
    const byId = await bob.client.with({ 'x-workspace': ada.workspace.id })('GET /api/v1/members');
    expect(byId.status).toBe(404);
    const inQuery = await outsider.client(`POST /api/v1/workflows?workspace=${ada.workspace.slug}`, {});
    expect(inQuery.status).toBe(422);
  });

  test('is not in the list of workspaces', async () => {
    const answer = await outsider.client('GET /api/v1/workspaces');
    expect(answer.body).toEqual({ data: [], next_cursor: null });
  });
});

describe("an id of someone else's workspace", () => {
  test.each([
    ['api-keys', 'DELETE'],
    ['members', 'DELETE'],
    ['members', 'PATCH', { role: 'viewer' }],
    ['invitations', 'DELETE'],
  ] as const)('%s %s answers as for an id that is not there', async (resource, method, body?: unknown) => {
    const foreignId = await idIn(resource);
    const foreign = await bob.client(`${method} /api/v1/${resource}/${foreignId}`, body);
    const missing = await bob.client(`${method} /api/v1/${resource}/${randomUUID()}`, body);
    expect(foreign.status).toBe(404);
    expect(seen(foreign)).toEqual(seen(missing));
  });

  test('and what it names is still there', async () => {
    for (const resource of ['api-keys', 'members', 'invitations'] as const) {
      const id = await idIn(resource);
      await bob.client(`DELETE /api/v1/${resource}/${id}`);
      const list = await ada.client(`GET /api/v1/${resource}`);
      expect(list.text).toContain(id);
    }
  });

  test('an id that is no UUID is an address of nothing', async () => {
    expect((await ada.client('DELETE /api/v1/api-keys/1%27%20or%201=1')).status).toBe(404);
  });
});

test('a key of one workspace stays in it, whatever workspace the request names', async () => {
  const { client } = await withApiKey(api, ada.client, ['members:read']);
  const answer = await client.with({ 'x-workspace': bob.workspace.slug })('GET /api/v1/members');
  expect(answer.text).toContain(ada.email);
  expect(answer.text).not.toContain(bob.email);
});

test('a removed member is outside from the next request on', async () => {
  const invited = await ada.client('POST /api/v1/invitations', { email: outsider.email, role: 'viewer' });
  const { id } = z.object({ id: z.string() }).parse(invited.body);
  expect((await outsider.client(`POST /api/v1/invitations/${id}/accept`, {})).status).toBe(200);
  const inside = outsider.client.with({ 'x-workspace': ada.workspace.slug });
  expect((await inside('GET /api/v1/members')).status).toBe(200);

  const members = await ada.client('GET /api/v1/members');
  const list = z.object({
    data: z.array(z.object({ id: z.string(), user: z.object({ email: z.string() }) })),
  });
  const member = list.parse(members.body).data.find(({ user }) => user.email === outsider.email);
  expect((await ada.client(`DELETE /api/v1/members/${member?.id}`)).status).toBe(204);
  expect((await inside('GET /api/v1/members')).status).toBe(404);
});

/** The id of something of Ada's. */
async function idIn(resource: 'api-keys' | 'members' | 'invitations'): Promise<string> {
  if (resource === 'api-keys') return (await withApiKey(api, ada.client, ['vault:read'])).id;
  if (resource === 'invitations') {
    const made = await ada.client('POST /api/v1/invitations', {
      email: 'someone@example.com',
      role: 'viewer',
    });
    return z.object({ id: z.string() }).parse(made.body).id;
  }
  const list = await ada.client('GET /api/v1/members');
  const [first] = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(list.body).data;
  return first?.id ?? 'none';
}
