import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BASE_URL,
  codeOf,
  PASSWORD,
  type SignedUp,
  startTestApi,
  type TestApi,
  withApiKey,
} from '../support/api';

let api: TestApi;
let owner: SignedUp;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Uma');
});
afterAll(() => api?.close());

const body = { name: 'From elsewhere' };

describe('a browser that another site makes send our cookie', () => {
  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['our name on another port', { origin: 'http://localhost:3001' }],
    ['our address as a part of another', { origin: `${BASE_URL}.evil.example` }],
    ['a sandboxed frame', { origin: 'null' }],
    [
      'another origin that says it is the same site',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('changes nothing with %s', async (_what, headers) => {
    const answer = await owner.client.with(headers)('POST /api/v1/workspaces', body);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'origin_refused']);
    const signIn = await owner.client.with(headers)('POST /api/auth/sign-out', {});
    expect(signIn.status).toBe(403);
  });

  test('changes nothing without an origin, unless the browser says it is our own page', async () => {
    const cookie = await sessionCookie();
    const bare = api.anyone.with({ cookie });
    expect(codeOf(await bare('POST /api/v1/workspaces', body))).toBe('origin_refused');
    const sameSite = bare.with({ 'sec-fetch-site': 'same-site' });
    expect(codeOf(await sameSite('POST /api/v1/workspaces', body))).toBe('origin_refused');
    const own = bare.with({ 'sec-fetch-site': 'same-origin' });
    expect((await own('POST /api/v1/workspaces', body)).status).toBe(201);
  });

  test('cannot sign its victim in to an account of its own', async () => {
    const answer = await api.anyone.with({ origin: 'https://evil.example' })('POST /api/auth/sign-in/email', {
      email: owner.email,
      password: PASSWORD,
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('cannot use a form: another media type than JSON is refused', async () => {
    const form = owner.client.with({ 'content-type': 'text/plain' });
    const answer = await form('POST /api/v1/workspaces', JSON.stringify(body));
    expect([answer.status, codeOf(answer)]).toEqual([415, 'unsupported_media_type']);
  });

  test('gets no permission to read answers (CORS)', async () => {
    const answer = await owner.client.with({ origin: 'https://evil.example' })('GET /api/v1/session');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('a loopback installation answers its pages under each of its names', async () => {
  const cookie = await sessionCookie();
  const page = api.anyone.with({ cookie, origin: 'http://127.0.0.1:3000' });
  expect((await page('POST /api/v1/workspaces', body)).status).toBe(201);
});

test('a key needs no origin: a browser cannot be made to send it', async () => {
  const { client } = await withApiKey(api, owner.client, ['keys:admin', 'vault:read']);
  const made = await client.with({ origin: 'https://evil.example' })('POST /api/v1/api-keys', {
    name: 'made by a program',
    scopes: ['vault:read'],
  });
  expect(made.status).toBe(201);
});

async function sessionCookie(): Promise<string> {
  const answer = await api.anyone.with({ origin: BASE_URL })('POST /api/auth/sign-in/email', {
    email: owner.email,
    password: PASSWORD,
  });
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
