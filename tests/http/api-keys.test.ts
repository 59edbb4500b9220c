import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiKey, createdApiKey } from '@/lib/contract/workspace';
import { codeOf, type SignedUp, startTestApi, type TestApi, withApiKey } from '../support/api';
import { ManualClock } from '../support/manual-clock';

const clock = new ManualClock();
let api: TestApi;
let owner: SignedUp;
beforeAll(async () => {
  api = await startTestApi({ keyRequestsPerMinute: 40, clock });
  owner = await api.owner('Kim');
});
afterAll(() => api?.close());

async function listed() {
  const answer = await owner.client('GET /api/v1/api-keys');
  return z.object({ data: z.array(apiKey) }).parse(answer.body).data;
}

describe('an API key', () => {
  test('is shown once; afterwards only its first characters are', async () => {
    const made = await owner.client('POST /api/v1/api-keys', {
      name: 'ci',
      scopes: ['vault:read'],
      expires_in_days: 30,
    });
    expect(made.status).toBe(201);
    const key = createdApiKey.parse(made.body);
    expect(key.key).toMatch(/^lk_[A-Za-z]{40}$/);
    const days = (Date.parse(key.expires_at ?? '') - Date.parse(key.created_at)) / 86_400_000;
    expect(Math.round(days)).toBe(30);

    const list = await owner.client('GET /api/v1/api-keys');
    expect(list.text).not.toContain(key.key);
    expect((await listed()).find(({ id }) => id === key.id)).toMatchObject({
      name: 'ci',
      start: key.key.slice(0, 8),
      scopes: ['vault:read'],
      last_used_at: null,
    });
  });

  test('is kept as a hash: no column of its row holds it', async () => {
    const { id, key } = await withApiKey(api, owner.client, ['vault:read']);
    const row = await api.services.db.people.apiKey.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(key.slice(8));
  });

  test('says its workspace by itself and is refused what its scopes lack', async () => {
    const { client } = await withApiKey(api, owner.client, ['members:read', 'vault:read']);
    expect((await client('GET /api/v1/members')).status).toBe(200);
    const refused = await client('GET /api/v1/secret-providers');
    expect([refused.status, codeOf(refused)]).toEqual([403, 'forbidden']);
  });

  test('shows when it was last used', async () => {
    const { id, client } = await withApiKey(api, owner.client, ['members:read']);
    await client('GET /api/v1/members');
    expect((await listed()).find((key) => key.id === id)?.last_used_at).not.toBeNull();
  });

  test('fails a second after it was revoked', async () => {
    const { id, client } = await withApiKey(api, owner.client, ['members:read']);
    expect((await client('GET /api/v1/members')).status).toBe(200);
    expect((await owner.client(`DELETE /api/v1/api-keys/${id}`)).status).toBe(204);
    clock.advance(1_000);
    expect(codeOf(await client('GET /api/v1/members'))).toBe('api_key_invalid');
  });

  test('fails once it has expired', async () => {
    const { id, client } = await withApiKey(api, owner.client, ['members:read']);
    await api.services.db.people.apiKey.update({ where: { id }, data: { expiresAt: new Date(0) } });
    const answer = await client('GET /api/v1/members');
    expect([answer.status, codeOf(answer)]).toEqual([401, 'api_key_invalid']);
  });

  test.each([
    ['a wrong key', `lk_${'x'.repeat(40)}`],
    ['no key at all', 'hello'],
    ['an empty key', ''],
  ])('%s is refused alike', async (_what, key) => {
    const answer = await api.anyone.with({ 'cc-key': key })('GET /api/v1/members');
    expect([answer.status, codeOf(answer)]).toEqual([401, 'api_key_invalid']);
  });

  test('a wrong key is not made good by a session beside it', async () => {
    const answer = await owner.client.with({ 'cc-key': `lk_${'x'.repeat(40)}` })('GET /api/v1/members');
    expect(codeOf(answer)).toBe('api_key_invalid');
  });

  test('is no person: it cannot list workspaces or see the API encryption key', async () => {
    const { client } = await withApiKey(api, owner.client, ['keys:admin']);
    expect(codeOf(await client('GET /api/v1/workspaces'))).toBe('unauthenticated');
    const reveal = await client('POST /api/v1/api-encryption-key/reveal', { password: 'x' });
    expect([reveal.status, codeOf(reveal)]).toEqual([403, 'forbidden']);
    const { body: document } = await client('GET /openapi.json');
    expect(document).toMatchObject({
      paths: { '/api/v1/api-encryption-key/reveal': { post: { security: [{ session: [] }] } } },
    });
  });
});

describe('making keys', () => {
  test('a key cannot make a key with more scopes than its own', async () => {
    const { client } = await withApiKey(api, owner.client, ['keys:admin', 'vault:read']);
    const more = await client('POST /api/v1/api-keys', { name: 'more', scopes: ['vault:write'] });
    expect([more.status, codeOf(more)]).toEqual([403, 'forbidden']);
    const same = await client('POST /api/v1/api-keys', { name: 'same', scopes: ['vault:read'] });
    expect(same.status).toBe(201);
  });

  test('a member without keys:admin cannot see, make or revoke keys', async () => {
    const { id } = await withApiKey(api, owner.client, ['vault:read']);
    const member = await api.signUp('Lou');
    const invited = await owner.client('POST /api/v1/invitations', { email: member.email, role: 'member' });
    const invitation = z.object({ id: z.string() }).parse(invited.body);
    const accepted = await member.client(`POST /api/v1/invitations/${invitation.id}/accept`, {});
    const { slug } = z.object({ slug: z.string() }).parse(accepted.body);
    const inside = member.client.with({ 'x-workspace': slug });
    const answers = [
      await inside('GET /api/v1/api-keys'),
      await inside('POST /api/v1/api-keys', { name: 'mine', scopes: ['vault:read'] }),
      await inside(`DELETE /api/v1/api-keys/${id}`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403]);
  });

  test.each([
    ['no scope', { name: 'x', scopes: [] }, 'scopes'],
    ['an unknown scope', { name: 'x', scopes: ['vault:everything'] }, 'scopes.0'],
    ['no name', { name: ' ', scopes: ['vault:read'] }, 'name'],
    ['more than a year', { name: 'x', scopes: ['vault:read'], expires_in_days: 400 }, 'expires_in_days'],
  ])('%s is refused at its field', async (_what, body, field) => {
    const answer = await owner.client('POST /api/v1/api-keys', body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.body).toMatchObject({ fields: [{ field }] });
  });
});

test('a key that asks too often is told when to come back', async () => {
  const { client } = await withApiKey(api, owner.client, ['members:read']);
  const first = await client('GET /api/v1/members');
  expect(first.headers.get('ratelimit-policy')).toBe('"key";q=40;w=60');
  expect(first.headers.get('ratelimit')).toMatch(/^"key";r=39;t=\d{1,2}$/);
  const answers = await Promise.all(Array.from({ length: 40 }, () => client('GET /api/v1/members')));
  const refused = answers.filter((answer) => codeOf(answer) === 'rate_limited');
  expect(refused).toHaveLength(1);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
});
