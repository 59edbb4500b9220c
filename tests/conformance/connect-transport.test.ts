import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { createTargetPolicy } from '@/lib/net/target-policy';
import { readTokenFrom } from '@/lib/secrets/onepassword/connect/token-source';
import { eventually } from '../support/eventually';
import { ManualClock } from '../support/manual-clock';
import { expectKind } from './provider-world';
import { closing, connectTo, ITEM, REFERENCE, serve, TOKEN, token } from './scripted-connect';
import { json, text } from './scripted-server';

const hang = () => {};

describe('a request to a Connect server', () => {
  it('goes below the path of the base URL, with the token in its header and nowhere else', async () => {
    let authorization: string | undefined;
    const server = await serve((request, response) => {
      authorization = request.headers.authorization;
      json([])(request, response);
    });
    const provider = connectTo(server, { baseUrl: `http://127.0.0.1:${server.port}/op/connect/` });
    await provider.check();
    expect(server.requests).toEqual(['GET /op/connect/v1/vaults']);
    expect(authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('uses the sockets of those before, and no more than twelve at a time', async () => {
    const server = await serve(json(ITEM));
    const provider = connectTo(server);
    for (let n = 0; n < 10; n += 1) await provider.readLogin(REFERENCE);
    await Promise.all(Array.from({ length: 20 }, () => provider.readLogin(REFERENCE)));
    expect(server.requests).toHaveLength(30);
    expect(server.sockets).toBeLessThanOrEqual(12);
  });

  it('does not wait in an endless queue', async () => {
    const provider = connectTo(await serve(hang));
    const calls = Array.from({ length: 80 }, () => provider.readLogin(REFERENCE));
    const first = await Promise.race(calls.map((call) => call.catch((error: unknown) => error)));
    expect(first).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/Too many/) });
    await provider.close();
    await Promise.allSettled(calls);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await serve(json([]));
    for (const status of [301, 302, 303, 307, 308]) {
      const location = `http://127.0.0.1:${elsewhere.port}/v1/vaults`;
      const server = await serve(text('', status, { location }));
      await expectKind(connectTo(server).check(), 'unavailable');
      expect(server.requests).toHaveLength(1);
    }
    expect(elsewhere.sockets).toBe(0);
  });

  it('does not use a proxy from the environment', async () => {
    const proxy = await serve(json([]));
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy']) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    const server = await serve(json([]));
    await connectTo(server).check();
    expect([server.sockets, proxy.sockets]).toEqual([1, 0]);
  });

  it('takes the token that is in its file now', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'connect-token-'));
    closing.push(async () => rmSync(folder, { recursive: true }));
    const file = join(folder, 'token');
    const seen: Array<string | undefined> = [];
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization);
      json([])(request, response);
    });
    writeFileSync(file, `${token('one')}\n`);
    const provider = connectTo(server, { token: readTokenFrom({ file }) });
    await provider.check();
    writeFileSync(file, token('two'));
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    await provider.check();
    expect(seen).toEqual([`Bearer ${token('one')}`, `Bearer ${token('two')}`]);
    rmSync(file);
    await expectKind(provider.check(), 'unauthorised');
  });

  it('is not made with a token that cannot be one, nor with ids that cannot be any', async () => {
    const server = await serve(json([]));
    await expectKind(connectTo(server, { token: Secret.of('a\r\nx-header: y') }).check(), 'unauthorised');
    const provider = connectTo(server);
    for (const id of ['', '..', 'a/b', 'A'.repeat(26), `${'a'.repeat(26)}?x`]) {
      await expectKind(provider.readLogin({ ...REFERENCE, itemId: id }), 'malformed');
      await expectKind(provider.readLogin({ ...REFERENCE, vaultId: id }), 'malformed');
    }
    expect(server.sockets).toBe(0);
  });

  it('after the connection was closed is refused, and one under way ends', async () => {
    const server = await serve(hang);
    const provider = connectTo(server);
    const underWay = provider.check();
    await eventually(() => server.requests.length === 1);
    await Promise.all([expectKind(underWay, 'unavailable'), provider.close()]);
    await expectKind(provider.check(), 'unavailable');
  });
});

describe('a Connect server that does not answer', () => {
  it('is given up after five seconds for an item', async () => {
    const clock = new ManualClock();
    const server = await serve(hang);
    const reading = connectTo(server, { clock }).readLogin(REFERENCE);
    await eventually(() => server.requests.length === 1);
    clock.advance(5_000);
    await expectKind(reading, 'timeout');
    expect(server.requests).toHaveLength(1);
  });

  it('is given up as well when it stops in the middle', async () => {
    const clock = new ManualClock();
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":');
    });
    const reading = connectTo(server, { clock }).readLogin(REFERENCE);
    await eventually(() => server.requests.length === 1);
    clock.advance(5_000);
    await expectKind(reading, 'timeout');
  });

  it('is given up after ten seconds for a write, which is not repeated', async () => {
    const clock = new ManualClock();
    const server = await serve((request, response) => {
      if (request.method === 'GET') json(ITEM)(request, response);
    });
    const writing = connectTo(server, { clock }).writeFields(REFERENCE, 1, { rotationMarker: 'r' });
    await eventually(() => server.requests.some((line) => line.startsWith('PATCH')));
    clock.advance(9_999);
    clock.advance(1);
    await expectKind(writing, 'timeout');
    expect(server.requests.filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
  });

  it('is left alone when the caller gives up: the socket is closed', async () => {
    let closed = false;
    const server = await serve((request) => {
      request.socket.on('close', () => {
        closed = true;
      });
    });
    const caller = new AbortController();
    const reading = connectTo(server).readLogin(REFERENCE, { signal: caller.signal });
    await eventually(() => server.requests.length === 1);
    caller.abort();
    await expectKind(reading, 'timeout');
    await eventually(() => closed);
  });

  it('is given up after two seconds when not even a socket comes about', async () => {
    const provider = connectTo(
      { port: 1 },
      {
        baseUrl: 'http://connect.localhost:1',
        targetPolicy: createTargetPolicy(['connect.localhost:1']),
        clock: new ManualClock(),
        resolve: () => new Promise(() => {}),
      },
    );
    await expectKind(provider.check(), 'timeout');
  });

  it('because nobody listens, or because its name is unknown, is unavailable', async () => {
    const server = await serve(json([]));
    await server.close();
    await expectKind(connectTo(server).check(), 'unavailable');
    const unknown = connectTo(server, {
      baseUrl: 'https://no-such-host.invalid',
      resolve: () => Promise.reject(new Error('ENOTFOUND no-such-host.invalid')),
    });
    await expectKind(unknown.check(), 'unavailable');
  });
});
