import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiEncryptionKey, invitation, member, type Role } from '@/lib/contract/workspace';
import { type Client, codeOf, PASSWORD, startTestApi, type TestApi } from '../support/api';

let api: TestApi;
let people = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.close());

/** A workspace with its owner and one more member of that role. */
async function workspaceWith(role: Role) {
  people += 1;
  const owner = await api.owner(`Owner${people}`);
  const other = await api.signUp(`Other${people}`);
  const { id } = await invite(owner.client, other.email, role);
  const accepted = await other.client(`POST /api/v1/invitations/${id}/accept`, {});
  if (accepted.status !== 200) throw new Error(accepted.text);
  const client = other.client.with({ 'x-workspace': owner.workspace.slug });
  const idOf = async (email: string) =>
    (await membersOf(owner.client)).find(({ user }) => user.email === email)?.id ?? 'none';
  return {
    owner,
    other: { ...other, client },
    ownerId: await idOf(owner.email),
    otherId: await idOf(other.email),
  };
}

async function invite(client: Client, email: string, role: Role) {
  const made = await client('POST /api/v1/invitations', { email, role });
  return invitation.parse(made.body);
}

async function membersOf(client: Client) {
  const answer = await client('GET /api/v1/members');
  return z.object({ data: z.array(member) }).parse(answer.body).data;
}

describe('an invitation', () => {
  test('is a link for one address, good for 7 days', async () => {
    const owner = await api.owner('Yves');
    const invited = await invite(owner.client, 'Zoe@Example.com', 'viewer');
    expect(invited).toMatchObject({ email: 'zoe@example.com', role: 'viewer', status: 'pending' });
    expect(invited.accept_url).toBe(`http://localhost:3000/accept-invitation/${invited.id}`);
    const days = (Date.parse(invited.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);

    const zoe = await api.signUp('Zoe');
    const joined = await zoe.client(`POST /api/v1/invitations/${invited.id}/accept`, {});
    expect(joined.body).toMatchObject({ slug: owner.workspace.slug, role: 'viewer' });
  });

  test('cannot be used by another person, twice, after its time, or after it was withdrawn', async () => {
    const owner = await api.owner('Abel');
    const guest = await api.signUp('Guest');
    const thief = await api.signUp('Thief');
    const accept = (client: Client, id: string) => client(`POST /api/v1/invitations/${id}/accept`, {});

    const first = await invite(owner.client, guest.email, 'member');
    expect((await accept(thief.client, first.id)).status).toBe(404);

    const newer = await invite(owner.client, guest.email, 'member');
    expect((await accept(guest.client, first.id)).status).toBe(404);

    await api.services.db.people.invitation.update({
      where: { id: newer.id },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await accept(guest.client, newer.id)).status).toBe(404);

    const withdrawn = await invite(owner.client, guest.email, 'member');
    expect((await owner.client(`DELETE /api/v1/invitations/${withdrawn.id}`)).status).toBe(204);
    expect((await accept(guest.client, withdrawn.id)).status).toBe(404);

    const good = await invite(owner.client, guest.email, 'member');
    expect((await accept(guest.client, good.id)).status).toBe(200);
    expect((await accept(guest.client, good.id)).status).toBe(404);
  });

  test('of someone who is a member already is refused at its field', async () => {
    const { owner, other } = await workspaceWith('member');
    const answer = await owner.client('POST /api/v1/invitations', { email: other.email, role: 'admin' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ fields: [{ field: 'email' }] });
  });

  test('and its link are shown to nobody who may not invite', async () => {
    const { other } = await workspaceWith('member');
    expect((await other.client('GET /api/v1/invitations')).status).toBe(403);
    expect(
      (await other.client('POST /api/v1/invitations', { email: 'x@example.com', role: 'viewer' })).status,
    ).toBe(403);
  });
});

describe('roles', () => {
  test('an admin can neither make, change nor remove an owner', async () => {
    const { other, ownerId, otherId } = await workspaceWith('admin');
    const answers = [
      await other.client(`PATCH /api/v1/members/${ownerId}`, { role: 'viewer' }),
      await other.client(`DELETE /api/v1/members/${ownerId}`),
      await other.client(`PATCH /api/v1/members/${otherId}`, { role: 'owner' }),
      await other.client('POST /api/v1/invitations', { email: 'o@example.com', role: 'owner' }),
    ];
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      Array(4).fill([403, 'forbidden']),
    );
  });

  test('the last owner can neither step down nor leave; with a second one they can', async () => {
    const { owner, other, ownerId, otherId } = await workspaceWith('member');
    const stepDown = () => owner.client(`PATCH /api/v1/members/${ownerId}`, { role: 'viewer' });
    expect((await stepDown()).status).toBe(409);
    expect((await owner.client(`DELETE /api/v1/members/${ownerId}`)).status).toBe(409);
    expect((await owner.client(`PATCH /api/v1/members/${otherId}`, { role: 'owner' })).status).toBe(200);
    expect((await stepDown()).status).toBe(200);
    expect((await membersOf(other.client)).filter(({ role }) => role === 'owner')).toHaveLength(1);
  });

  test('two owners who step down at once leave one', async () => {
    const { owner, other, ownerId, otherId } = await workspaceWith('owner');
    const answers = await Promise.all([
      owner.client(`PATCH /api/v1/members/${ownerId}`, { role: 'viewer' }),
      other.client(`PATCH /api/v1/members/${otherId}`, { role: 'viewer' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('a changed role counts from the next request on', async () => {
    const { owner, other, otherId } = await workspaceWith('admin');
    expect((await other.client('GET /api/v1/api-keys')).status).toBe(200);
    await owner.client(`PATCH /api/v1/members/${otherId}`, { role: 'member' });
    expect((await other.client('GET /api/v1/api-keys')).status).toBe(403);
  });

  test('a member may leave, but not send another away', async () => {
    const { other, ownerId, otherId } = await workspaceWith('viewer');
    expect((await other.client(`DELETE /api/v1/members/${ownerId}`)).status).toBe(403);
    expect((await other.client(`DELETE /api/v1/members/${otherId}`)).status).toBe(204);
    expect((await other.client('GET /api/v1/members')).status).toBe(404);
  });
});

describe('the API encryption key', () => {
  test('is shown to an admin who gives the password, and to no one else', async () => {
    const { owner, other } = await workspaceWith('member');
    const path = 'POST /api/v1/api-encryption-key/reveal';
    const wrong = await owner.client(path, { password: 'not the password' });
    expect([wrong.status, codeOf(wrong)]).toEqual([403, 'password_incorrect']);
    const right = await owner.client(path, { password: PASSWORD });
    expect(apiEncryptionKey.parse(right.body).key).toMatch(/^[0-9a-f]{64}$/);
    expect((await other.client(path, { password: PASSWORD })).status).toBe(403);
  });

  test('is another one after rotation', async () => {
    const { client } = await api.owner('Carl');
    const key = async (act: string) => {
      const answer = await client(`POST /api/v1/api-encryption-key/${act}`, { password: PASSWORD });
      return apiEncryptionKey.parse(answer.body).key;
    };
    const before = await key('reveal');
    const rotated = await key('rotate');
    expect(rotated).not.toBe(before);
    expect(await key('reveal')).toBe(rotated);
  });

  test('cannot be had by guessing the password of a session left open', async () => {
    const { client } = await api.owner('Dora');
    const guess = (password: string) => client('POST /api/v1/api-encryption-key/reveal', { password });
    const wrong = await Promise.all(Array.from({ length: 10 }, (_, index) => guess(`guess ${index}`)));
    expect(wrong.map(codeOf)).toEqual(Array(10).fill('password_incorrect'));
    expect(codeOf(await guess(PASSWORD))).toBe('rate_limited');
  });
});

test('two workspaces of one name get two addresses', async () => {
  const { client } = await api.signUp('Egon');
  const made = await Promise.all([1, 2].map(() => client('POST /api/v1/workspaces', { name: 'Same Name' })));
  const slugs = made.map(({ body }) => z.object({ slug: z.string() }).parse(body).slug);
  expect(new Set(slugs).size).toBe(2);
});
