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

  test('a body that does not say how long it is is refused before it is read', async () => {
    const chunk = new Uint8Array(256 * 1024).fill(32);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let sent = 0; sent < 5; sent += 1) controller.enqueue(chunk);
        controller.close();
      },
    });
    const headers = { 'content-type': 'application/json', origin: BASE_URL };
    const init = { method: 'POST', body, headers, duplex: 'half' };
    expect((await fetch(`${url}/api/v1/workspaces`, init)).status).toBe(411);
  });

  test('a DELETE without a body is an ordinary request', async () => {
    const response = await fetch(`${url}/api/v1/entries/1`, {
      method: 'DELETE',
      headers: { origin: BASE_URL },
    });
    expect(response.status).toBe(401);
  });
});

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
