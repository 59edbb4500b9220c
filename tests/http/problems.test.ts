import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemBody } from '@/lib/contract/problem';
import { codeOf, type SignedUp, startTestApi, type TestApi, withApiKey } from '../support/api';

let api: TestApi;
let owner: SignedUp;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Wim');
});
afterAll(() => api?.close());

describe('a request that does not fit', () => {
  test('an address that is not there', async () => {
    for (const path of ['/api/v1/nothing', '/api', '/vault/x/y']) {
      const answer = await owner.client(`GET ${path}`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    }
  });

  test.each([
    ['DELETE /api/v1/session', 'GET, HEAD'],
    ['PUT /api/v1/api-keys', 'GET, HEAD, POST'],
    ['POST /api/v1/entries/1', 'GET, HEAD, PATCH, DELETE'],
    ['PATCH /vault', 'POST, PUT, GET, HEAD, DELETE'],
  ])('%s is a method the address does not take; the answer names those it does', async (call, allow) => {
    const answer = await owner.client(call);
    expect([answer.status, codeOf(answer)]).toEqual([405, 'method_not_allowed']);
    expect(new Set(answer.headers.get('allow')?.split(', '))).toEqual(new Set(allow.split(', ')));
  });

  test.each(['{"name":', 'name=x', '', '{"a":1}{'])('the body %s is no JSON', async (body) => {
    const answer = await owner.client('POST /api/v1/workspaces', body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'malformed_json']);
  });

  test('a body of another media type', async () => {
    const client = owner.client.with({ 'content-type': 'application/x-www-form-urlencoded' });
    const answer = await client('POST /api/v1/workspaces', 'name=x');
    expect([answer.status, codeOf(answer)]).toEqual([415, 'unsupported_media_type']);
  });

  test('a body over 1 MiB, announced or not', async () => {
    const announced = owner.client.with({ 'content-length': String(1024 * 1024 + 1) });
    const answer = await announced('POST /api/v1/workspaces', { name: 'x' });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'payload_too_large']);
    const silent = await owner.client('POST /api/v1/workspaces', { name: 'x'.repeat(1024 * 1024) });
    expect([silent.status, codeOf(silent)]).toEqual([413, 'payload_too_large']);
  });

  test('a compressed body', async () => {
    const compressed = owner.client.with({ 'content-encoding': 'gzip' });
    const answer = await compressed('POST /api/v1/workspaces', { name: 'x' });
    expect([answer.status, codeOf(answer)]).toEqual([415, 'unsupported_media_type']);
  });

  test.each([
    ['arrays', '['.repeat(41) + ']'.repeat(41)],
    ['objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['brackets that never close', '[{"a":'.repeat(100_000)],
  ])('a body nested too deeply: %s', async (_what, body) => {
    const answer = await owner.client('POST /api/v1/workspaces', body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'json_too_deep']);
  });

  test('brackets inside of strings are no depth', async () => {
    const answer = await owner.client('POST /api/v1/workspaces', { name: '["\\[{'.repeat(20).slice(0, 80) });
    expect(answer.status).toBe(201);
  });

  test.each([
    ['in the body', 'POST /api/v1/workspaces', '{"name":"a\\u0000b"}'],
    ['as it is', 'POST /api/v1/workspaces', '{"name":"a\0b"}'],
    ['in the query', 'GET /api/v1/entries?search=a%00b', undefined],
  ])('a NUL character %s, which no column can hold', async (_where, call, body) => {
    const answer = await owner.client(call, body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.text).toContain('NUL');
  });

  test('the six characters of an escaped NUL escape are text', async () => {
    const answer = await owner.client('POST /api/v1/workspaces', { name: 'a\\u0000b' });
    expect(answer.status).toBe(201);
  });

  test.each([
    ['half of a pair', '{"name":"a\\ud83d"}', 'surrogate'],
    ['the other half', '{"name":"\\udd11 key"}', 'surrogate'],
    ['the halves in the wrong order', '{"name":"\\udd11\\ud83d"}', 'surrogate'],
    ['what stands for bytes that are no UTF-8', '{"name":"M\uFFFDller"}', 'UTF-8'],
  ])('%s, which would not be kept as it was sent', async (_what, body, word) => {
    const answer = await owner.client('POST /api/v1/workspaces', body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.text).toContain(word);
  });

  test('a whole pair, as Python writes it, and its letters as text are fine', async () => {
    for (const name of ['\\ud83d\\udd11', '\\\\ud83d']) {
      expect((await owner.client('POST /api/v1/workspaces', `{"name":"key ${name}"}`)).status).toBe(201);
    }
  });

  test('a field that is not there is called missing', async () => {
    const { client } = await withApiKey(api, owner.client, ['vault:write']);
    const answer = await client('DELETE /vault', { domain: 'https://acme.example' });
    expect(problemBody.parse(answer.body).message).toBe('permissioned_user_id: Is missing');
  });

  test('missing and wrong fields are named, in the message too', async () => {
    const answer = await owner.client('POST /api/v1/invitations', { email: 'nobody', role: 'king' });
    const problem = problemBody.parse(answer.body);
    expect(answer.status).toBe(422);
    expect(problem.fields?.map(({ field }) => field)).toEqual(['email', 'role']);
    expect(problem.message).toMatch(/^email: That is not an e-mail address; role: /);
  });

  test.each([
    [
      'at the top',
      'POST /api/v1/invitations',
      { email: 'a@example.com', role: 'viewer', rolle: 'x' },
      ['rolle'],
    ],
    [
      'further inside',
      'POST /api/v1/workflows',
      { name: 'x', steps: [{ action: 'goto', url: 'https://a.example', wait: 1 }], nmae: 'x' },
      ['steps.0.wait', 'nmae'],
    ],
    ['in the query', 'GET /api/v1/runs?state=failed', undefined, ['state']],
  ])('a field that is not known, %s, is refused and named', async (_where, call, body, fields) => {
    const answer = await owner.client(call, body);
    const problem = problemBody.parse(answer.body);
    expect([answer.status, problem.code]).toEqual([422, 'unknown_field']);
    expect(problem.fields?.map(({ field }) => field)).toEqual(fields);
  });

  test('on the wire of CloudCruise a field that is not known is ignored: its client may send more', async () => {
    const { client } = await withApiKey(api, owner.client, ['vault:read', 'vault:write']);
    const key = { permissioned_user_id: 'nobody', domain: 'https://acme.example' };
    const answer = await client('DELETE /vault', { ...key, decryptCredentials: true });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
  });

  test.each(['nonsense', 'MTcwMDAwMDAwMDAwMA', 'eyJhIjoxfQ', ''])(
    'the cursor %s, which no page gave out',
    async (cursor) => {
      for (const list of ['entries', 'runs']) {
        const answer = await owner.client(`GET /api/v1/${list}?cursor=${cursor}`);
        expect([answer.status, codeOf(answer)]).toEqual([422, 'cursor_invalid']);
      }
    },
  );

  test('no workspace named', async () => {
    const { client } = await api.signUp('Xaver');
    const answer = await client('GET /api/v1/members');
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ fields: [{ field: 'x-workspace' }] });
  });

  test('nobody: 401 for every resource', async () => {
    for (const path of ['/api/v1/session', '/api/v1/entries', '/api/v1/runs', '/vault', '/workflows']) {
      const answer = await api.anyone.with({ 'x-workspace': 'wim-works' })(`GET ${path}`);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, 'unauthenticated']);
    }
  });
});

describe('every answer', () => {
  const calls = ['GET /api/v1/session', 'GET /api/v1/members', 'GET /healthz', 'GET /nothing', 'PUT /vault'];

  test.each(calls)('%s carries a request id and is kept by no cache', async (call) => {
    const answer = await owner.client(call);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{16,64}$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('keeps the request id of the caller, unless it is no id', async () => {
    const sent = await api.anyone.with({ 'x-request-id': 'trace-0123456789ab' })('GET /healthz');
    expect(sent.headers.get('x-request-id')).toBe('trace-0123456789ab');
    const bad = await api.anyone.with({ 'x-request-id': 'a b<script>' })('GET /healthz');
    expect(bad.headers.get('x-request-id')).not.toContain('script');
  });
});

describe('operations', () => {
  test('live and ready answer without a credential', async () => {
    for (const path of ['/healthz', '/readyz']) {
      expect((await api.anyone(`GET ${path}`)).body).toEqual({ status: 'ok' });
    }
  });

  test('the OpenAPI document describes every resource', async () => {
    const answer = await api.anyone('GET /openapi.json');
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({ openapi: '3.1.0' });
    for (const path of ['/api/v1/entries/{id}', '/api/v1/runs/{id}/events', '/vault', '/run/{id}']) {
      expect(answer.text).toContain(`"${path}"`);
    }
  });
});
