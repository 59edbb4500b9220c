import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApi } from '@/lib/http/app';
import { createNodeListener } from '@/lib/http/node-listener';
import { BASE_URL, startTestApi, type TestApi } from '../support/api';

let api: TestApi;
let server: Server;
let url: string;
beforeAll(async () => {
  api = await startTestApi({ signInRateLimit: true });
  const tryApi = createNodeListener(createApi(api.services));
  server = createServer((incoming, outgoing) => {
    if (!tryApi(incoming, outgoing)) outgoing.end('a page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await api?.close();
});

describe('the API in front of the pages', () => {
  test.each(['/', '/w/acme/vault', '/vaults', '/running', '/apiary', '/workflows-help'])(
    '%s is a page',
    async (path) => {
      expect(await (await fetch(url + path)).text()).toBe('a page');
    },
  );

  test.each([
    '/api',
    '/api/v1/x',
    '/vault',
    '/vault?x=1',
    '/run/1',
    '/workflows/1/metadata',
    '/healthz',
    '/openapi.json',
  ])('%s is the API', async (path) => {
    const response = await fetch(url + path);
    expect(await response.text()).not.toBe('a page');
    expect(response.headers.get('x-request-id')).not.toBeNull();
  });

  test('a body that does not say how long it is is counted, and cut off at the limit', async () => {
    const few = await fetch(`${url}/api/v1/workspaces`, chunked([256 * 1024]));
    expect([few.status, problemCode(await few.json())]).toEqual([401, 'unauthenticated']);
    const many = await fetch(`${url}/api/v1/workspaces`, chunked([1024 * 1024, 1]));
    expect([many.status, problemCode(await many.json())]).toEqual([413, 'payload_too_large']);
  });

  test('a chunked body is read as any other', async () => {
    const body = new TextEncoder().encode('{"email":"nobody@example.com","password":"a wrong password"}');
    const answer = await fetch(`${url}/api/auth/sign-in/email`, { ...chunked([0]), body: streamOf([body]) });
    expect(answer.status).toBe(401);
  });

  test('a DELETE without a body is an ordinary request', async () => {
    const response = await fetch(`${url}/api/v1/entries/1`, {
      method: 'DELETE',
      headers: { origin: BASE_URL },
    });
    expect(response.status).toBe(401);
  });
});

function chunked(sizes: number[]): RequestInit & { duplex: 'half' } {
  const headers = { 'content-type': 'application/json', origin: BASE_URL };
  const body = streamOf(sizes.map((size) => new Uint8Array(size).fill(32)));
  return { method: 'POST', body, headers, duplex: 'half' };
}

function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

function problemCode(body: unknown): string | undefined {
  return z.object({ code: z.string() }).safeParse(body).data?.code;
}

test('a guesser cannot get more tries by claiming other addresses', async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const response = await fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: BASE_URL,
        'x-forwarded-for': `203.0.113.${attempt}`,
        'x-latchkey-client-address': `198.51.100.${attempt}`,
      },
      body: JSON.stringify({ email: 'nobody@example.com', password: 'a wrong password' }),
    });
    statuses.push(response.status);
  }
  expect(statuses.at(-1)).toBe(429);
});
