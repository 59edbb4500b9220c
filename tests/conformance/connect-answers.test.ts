import { describe, expect, it } from 'vitest';
import { expectKind } from './provider-world';
import { connectTo, ITEM, REFERENCE, serve } from './scripted-connect';
import { json, text } from './scripted-server';

describe('a Connect server that answers badly', () => {
  it.each([
    ['an empty page', text(''), 'malformed'],
    ['a page', text('<html>tulip-Harbor</html>'), 'malformed'],
    ['half of an answer', text('{"id": "tulip-Harbor'), 'malformed'],
    ['another shape', json({ id: 1, value: 'tulip-Harbor' }), 'malformed'],
    ['a list', json([ITEM]), 'malformed'],
    ['another item', json({ ...ITEM, id: 'j'.repeat(26) }), 'malformed'],
    ['an item of another vault', json({ ...ITEM, vault: { id: 'w'.repeat(26) } }), 'malformed'],
    ['an archived item', json({ ...ITEM, state: 'ARCHIVED' }), 'not_found'],
    ['a page that is not there', text('tulip-Harbor', 404), 'unavailable'],
    ['a gateway out of time', text('', 504), 'timeout'],
    ['too many requests', text('', 429), 'rate_limited'],
    ['"come back tomorrow"', text('', 503, { 'retry-after': '86400' }), 'unavailable'],
  ] as const)('with $0 is $2', async (_name, answer, kind) => {
    const server = await serve(answer);
    await expectKind(connectTo(server).readLogin(REFERENCE), kind);
  });

  it.each([500, 502, 503])('with %i is asked three times', async (status) => {
    const server = await serve(text('', status));
    await expectKind(connectTo(server).readLogin(REFERENCE), 'unavailable');
    expect(server.requests).toHaveLength(3);
  });

  it('and has a bad day is spared: a tenth of all requests are repetitions, no more', async () => {
    const server = await serve(text('', 503, { 'retry-after': '0' }));
    const provider = connectTo(server);
    for (let n = 0; n < 30; n += 1) await expectKind(provider.readLogin(REFERENCE), 'unavailable');
    expect(server.requests.length).toBeGreaterThan(35);
    expect(server.requests.length).toBeLessThanOrEqual(44);
  });

  it('with less than it announced is unavailable', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
      response.write(JSON.stringify(ITEM), () => request.socket.destroy());
    });
    await expectKind(connectTo(server).readLogin(REFERENCE), 'unavailable');
  });

  it('with more than an item can be is stopped', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && sent < 64 * 1024 * 1024) {
          sent += 65_536;
          if (!response.write('x'.repeat(65_536))) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    await expectKind(connectTo(server).readLogin(REFERENCE), 'malformed');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('with something that is not HTTP is malformed', async () => {
    const server = await serve((request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await expectKind(connectTo(server).readLogin(REFERENCE), 'malformed');
  });

  it('does not get its clock past us', async () => {
    const date = new Date(Date.now() - 60_000).toUTCString();
    const warnings: object[] = [];
    const log = { warn: (fields: object) => warnings.push(fields) };
    const provider = connectTo(await serve(json([], 200, { date })), { log });
    await provider.check();
    await provider.check();
    expect(warnings).toHaveLength(1);
    expect(Math.abs((provider.serverFacts().clockSkewMs ?? 0) + 60_000)).toBeLessThan(5_000);
  });
});
