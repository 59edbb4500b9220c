import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT_ADDRESS_HEADER } from '@/lib/access/auth';
import { session } from '@/lib/contract/workspace';
import { BASE_URL, codeOf, cookiesOf, PASSWORD, startTestApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.close());

describe('signing in', () => {
  test('a new person is signed in and has no workspace yet', async () => {
    const { client, email } = await api.signUp('Nora');
    const answer = await client('GET /api/v1/session');
    expect(answer.status).toBe(200);
    expect(session.parse(answer.body)).toMatchObject({ user: { name: 'Nora', email }, workspaces: [] });
  });

  test('the session cookie is out of reach for scripts and for other sites', async () => {
    const browser = api.anyone.with({ origin: BASE_URL });
    await api.signUp('Olaf');
    const answer = await browser('POST /api/auth/sign-in/email', {
      email: 'olaf@example.com',
      password: PASSWORD,
    });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('latchkey.session_token='));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Max-Age=604800/);
  });

  test('a password under 12 characters is refused', async () => {
    const answer = await api.anyone.with({ origin: BASE_URL })('POST /api/auth/sign-up/email', {
      name: 'Short',
      email: 'short@example.com',
      password: 'elevenchars',
    });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe('PASSWORD_TOO_SHORT');
  });

  test('after signing out the old cookie is nobody', async () => {
    const { client } = await api.signUp('Paul');
    expect((await client('POST /api/auth/sign-out', {})).status).toBe(200);
    const answer = await client('GET /api/v1/session');
    expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthenticated']);
  });

  test('changing the password asks for the old one and can end other sessions', async () => {
    const { client, email } = await api.signUp('Quinn');
    const browser = api.anyone.with({ origin: BASE_URL });
    const elsewhere = await browser('POST /api/auth/sign-in/email', { email, password: PASSWORD });
    const other = browser.with({ cookie: cookiesOf(elsewhere) });
    const change = (currentPassword: string) =>
      client('POST /api/auth/change-password', {
        currentPassword,
        newPassword: 'another long password',
        revokeOtherSessions: true,
      });
    expect((await change('not the password')).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await other('GET /api/v1/session')).status).toBe(401);
  });

  test.each([
    ['per address', () => ({ 'x-forwarded-for': '203.0.113.7' })],
    ['also when each try claims an address by our own header', claimedAddress],
  ])('guessing a password is slowed down %s', async (_how, headers) => {
    const limited = await startTestApi({ signInRateLimit: true });
    try {
      const guess = (attempt: number) =>
        limited.anyone.with({ origin: BASE_URL, ...headers(attempt) })('POST /api/auth/sign-in/email', {
          email: 'a@example.com',
          password: 'wrong password!',
        });
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await guess(attempt)).status);
      expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    } finally {
      await limited.close();
    }
  });
});

function claimedAddress(attempt: number) {
  return { [CLIENT_ADDRESS_HEADER]: `198.51.100.${attempt}` };
}

describe("Better Auth's own addresses", () => {
  test.each([
    'POST /api/auth/organization/create',
    'POST /api/auth/organization/invite-member',
    'POST /api/auth/organization/update-member-role',
    'GET /api/auth/organization/list',
    'POST /api/auth/api-key/create',
    'GET /api/auth/api-key/list',
    'POST /api/auth/api-key/delete',
    'POST /api/auth/delete-user',
    'GET /api/auth/ok',
  ])('%s is not there, so its rules cannot replace ours', async (call) => {
    const { client } = await api.owner(`Rosa${call.replace(/\W/g, '')}`);
    const answer = await client(call, call.startsWith('POST') ? {} : undefined);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
  });

  test('an address in another spelling does not slip through', async () => {
    const { client } = await api.owner('Sven');
    for (const path of [
      '/api/auth//organization/list',
      '/api/auth/organization/list/',
      '/api/auth/x/../api-key/list',
    ]) {
      expect((await client(`GET ${path}`)).status).toBe(404);
    }
  });
});
