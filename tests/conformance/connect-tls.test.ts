import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { createTargetPolicy } from '@/lib/net/target-policy';
import { readCaCertificates } from '@/lib/secrets/onepassword/connect/ca-certificate';
import { createConnectProvider } from '@/lib/secrets/onepassword/connect/connect-provider';
import { type Issued, newAuthority } from '../support/test-certificates';
import { expectKind } from './provider-world';
import { json, type ScriptedServer, startScripted } from './scripted-server';

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.e30.signature';
const authority = newAuthority();
const stranger = newAuthority('Another authority');

const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(
  { certificatePem, privateKeyPem }: Issued,
  options: object = {},
): Promise<ScriptedServer> {
  const server = await startScripted(json([]), { cert: certificatePem, key: privateKeyPem, ...options });
  closing.push(() => server.close());
  return server;
}

function check({ port }: ScriptedServer, host: string, caPem?: string): Promise<unknown> {
  const provider = createConnectProvider({
    baseUrl: `https://${host}:${port}`,
    token: Secret.of(TOKEN),
    caPem,
    targetPolicy: createTargetPolicy(['127.0.0.1:*', 'connect.localhost:*']),
    clock: systemClock,
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  });
  closing.push(() => provider.close());
  return provider.check();
}

const untrusted = async (checking: Promise<unknown>, server: ScriptedServer) => {
  await expectKind(checking, 'unavailable');
  await expect(checking).rejects.toMatchObject({ retryable: false });
  expect(server.requests).toEqual([]);
};

describe('TLS to a Connect server', () => {
  it.each(['connect.localhost', '127.0.0.1'])('is trusted by its own authority, for %s', async (host) => {
    const server = await serve(authority.issue(host));
    await expect(check(server, host, authority.certificatePem)).resolves.toEqual({ vaults: [] });
  });

  it('is trusted when one of several authorities fits', async () => {
    const server = await serve(authority.issue('connect.localhost'));
    const both = `${stranger.certificatePem}\n${authority.certificatePem}`;
    await expect(check(server, 'connect.localhost', both)).resolves.toEqual({ vaults: [] });
  });

  it('is not trusted without its authority, or with another', async () => {
    const server = await serve(authority.issue('connect.localhost'));
    await untrusted(check(server, 'connect.localhost'), server);
    await untrusted(check(server, 'connect.localhost', stranger.certificatePem), server);
  });

  it('is not trusted for another name or address', async () => {
    const server = await serve(authority.issue('other.localhost'));
    await untrusted(check(server, 'connect.localhost', authority.certificatePem), server);
    await untrusted(check(server, '127.0.0.1', authority.certificatePem), server);
  });

  it('is not trusted after its time', async () => {
    const from = new Date('2020-01-01T00:00:00Z');
    const to = new Date('2021-01-01T00:00:00Z');
    const server = await serve(authority.issue('connect.localhost', { from, to }));
    await untrusted(check(server, 'connect.localhost', authority.certificatePem), server);
  });

  it('is not made older than 1.2', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    const server = await serve(authority.issue('connect.localhost'), old);
    await untrusted(check(server, 'connect.localhost', authority.certificatePem), server);
  });

  it('has no switch that turns the check off, not even that of Node', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await serve(authority.issue('connect.localhost'));
    await untrusted(check(server, 'connect.localhost'), server);
  });

  it('to a server that speaks plain HTTP fails, and does not fall back', async () => {
    const server = await startScripted(json([]));
    closing.push(() => server.close());
    await untrusted(check(server, 'connect.localhost', authority.certificatePem), server);
  });
});

describe('the text of an authority', () => {
  it('is read for what a person wants to see of it', () => {
    const [certificate] = readCaCertificates(`Some words before\n${authority.certificatePem}`);
    expect(certificate).toMatchObject({ subject: 'CN=Test authority' });
    expect(certificate?.expiresAt).toBeGreaterThan(Date.now());
    expect(certificate?.pem).not.toContain('words');
  });

  const { certificatePem } = authority;
  it.each([
    ['nothing', '', /one to sixteen/],
    ['words', 'BEGIN CERTIFICATE', /one to sixteen/],
    ['a damaged one', certificatePem.replace(/\n.{30}/, '\nAAAA'), /damaged/],
    ['too many', certificatePem.repeat(17), /one to sixteen/],
    ['too much', certificatePem.repeat(200), /64 KiB/],
    ['a private key', `${certificatePem}${authority.issue('x').privateKeyPem}`, /private key/],
  ])('that is %s is refused', async (_name, pem, message) => {
    expect(() => readCaCertificates(pem)).toThrow(message);
    const server = await serve(authority.issue('connect.localhost'));
    await expectKind(check(server, 'connect.localhost', pem), 'unsupported');
    expect(server.sockets).toBe(0);
  });
});
