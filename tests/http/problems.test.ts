import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemBody } from '@/lib/contract/problem';
import { codeOf, type SignedUp, startTestApi, type TestApi } from '../support/api';

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

  test('a body over 1 MiB, and one that does not say how long it is', async () => {
    const long = owner.client.with({ 'content-length': String(1024 * 1024 + 1) });
    const answer = await long('POST /api/v1/workspaces', { name: 'x' });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'payload_too_large']);
    const chunked = owner.client.with({ 'transfer-encoding': 'chunked' });
    const unknown = await chunked('POST /api/v1/workspaces', { name: 'x' });
    expect([unknown.status, codeOf(unknown)]).toEqual([411, 'length_required']);
  });

  test('missing and wrong fields are named, in the message too', async () => {
    const answer = await owner.client('POST /api/v1/invitations', { email: 'nobody', role: 'king' });
    const problem = problemBody.parse(answer.body);
    expect(answer.status).toBe(422);
    expect(problem.fields?.map(({ field }) => field)).toEqual(['email', 'role']);
    expect(problem.message).toMatch(/^email: That is not an e-mail address; role: /);
  });

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
