import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { assertTargetAllowed, type PinnedAddress } from '@/lib/net/pinned-lookup';
import { createTargetPolicy, readTarget } from '@/lib/net/target-policy';
import { TargetRefused } from '@/lib/net/target-refused';
import { createConnectProvider } from '@/lib/secrets/onepassword/connect/connect-provider';
import { readConnectTarget, refusedAddress } from '@/lib/secrets/onepassword/connect/connect-target';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { allowedTargets, type TargetCase, targetCases } from './target-corpus';

const PORT = 8080;
const CASES = targetCases(PORT);
const TOKEN = Secret.of('eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl');

function resolveTo(addresses: readonly string[]) {
  return async (): Promise<readonly PinnedAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

async function verdictOn({ url, addresses }: TargetCase, allowed: string[]): Promise<'allow' | 'deny'> {
  const policy = createTargetPolicy(allowed);
  try {
    readConnectTarget(url, policy);
    await assertTargetAllowed(url, policy, resolveTo(addresses));
    return 'allow';
  } catch (error) {
    const refusal = error instanceof TargetRefused ? refusedAddress(error) : error;
    if (!(refusal instanceof SecretProviderError)) throw error;
    expect([refusal.kind, refusal.retryable]).toEqual(['unsupported', false]);
    expect(refusal.nextStep).toMatch(/CONNECT_ALLOWED_TARGETS/);
    return 'deny';
  }
}

describe('G15: where a Connect server may be', () => {
  it('is put to the test with at least 150 addresses', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(150);
    expect(new Set(CASES.map((one) => JSON.stringify([one.url, one.addresses]))).size).toBe(CASES.length);
  });

  describe('with an empty list', () => {
    it.each(CASES)('$url $addresses: $empty', async (one) => {
      expect(await verdictOn(one, [])).toBe(one.empty);
    });
  });

  describe('with a list', () => {
    it.each(CASES)('$url $addresses: $listed', async (one) => {
      expect(await verdictOn(one, allowedTargets(PORT))).toBe(one.listed);
    });
  });

  it('stops short of our own ports, unless exactly one is listed', () => {
    const policy = createTargetPolicy(
      ['10.20.0.0/16', 'db.internal:*', '127.0.0.1:*', '10.20.0.9:5432'],
      [5432],
    );
    const allowed = (url: string) => readTarget(url, policy).host;
    expect(() => allowed('https://10.20.0.1:5432')).toThrow(/must not reach/);
    expect(() => allowed('https://127.0.0.1:5432')).toThrow(/must not reach/);
    expect(allowed('https://10.20.0.1:5433')).toBe('10.20.0.1');
    expect(allowed('https://127.0.0.1:5433')).toBe('127.0.0.1');
    expect(allowed('https://10.20.0.9:5432')).toBe('10.20.0.9');
  });

  it('is taken apart into what a request needs', () => {
    const policy = createTargetPolicy([]);
    expect(readConnectTarget('https://Connect.Example.COM./op/', policy)).toEqual({
      protocol: 'https:',
      host: 'connect.example.com',
      port: 443,
      pathPrefix: '/op',
    });
    const address = readConnectTarget('https://[2606:4700:4700::1111]:8443', policy);
    expect([address.host, address.port, address.pathPrefix]).toEqual(['2606:4700:4700::1111', 8443, '']);
  });

  it.each([
    'connect.internal',
    '10.0.0.1',
    'http://a:1',
    'a:0',
    'a:65536',
    'a:b',
    '10.0.0.0/33',
    '10.0.0/8',
    '[::1]',
    ':80',
    'a b:1',
    '1.2.3:80',
    '*:443',
  ])('the entry %s is refused, not skipped', (entry) => {
    expect(() => createTargetPolicy([entry])).toThrow(/allowed targets/);
  });

  it('entries are read without regard to case, blanks and the spelling of IPv6', async () => {
    const policy = createTargetPolicy(['  Connect.Internal.:80 ', '[FD00:0:0::1]:80', '']);
    expect(readTarget('http://connect.internal', policy).port).toBe(80);
    expect(readTarget('http://[fd00::1]', policy).host).toBe('fd00::1');
  });
});

describe('an address that is denied', () => {
  let sink: Server;
  let port = 0;
  let sockets = 0;

  beforeAll(async () => {
    sink = createServer((socket) => {
      sockets += 1;
      socket.destroy();
    });
    // All addresses of this machine, the IPv6 ones too where it has any.
    await new Promise<void>((resolve) => sink.listen(0, resolve));
    const address = sink.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => sink.close(resolve)));

  const ask = async (one: TargetCase, allowed: string[]) => {
    const provider = createConnectProvider({
      baseUrl: one.url,
      token: TOKEN,
      targetPolicy: createTargetPolicy(allowed),
      clock: systemClock,
      resolve: resolveTo(one.addresses),
    });
    const outcome = await provider.check().then(
      () => 'answered',
      (error: unknown) => (error instanceof SecretProviderError ? error.kind : 'another error'),
    );
    await provider.close();
    return outcome;
  };

  it('gets no socket, with the list or without', async () => {
    const cases = targetCases(port);
    for (const one of cases) {
      if (one.empty === 'deny') expect([one.url, await ask(one, [])]).toEqual([one.url, 'unsupported']);
      if (one.listed === 'deny') {
        expect([one.url, await ask(one, allowedTargets(port))]).toEqual([one.url, 'unsupported']);
      }
    }
    expect(sockets).toBe(0);
  });

  it('would have got one: the same sink is reached by the addresses that are listed', async () => {
    const reached = async (url: string, ...addresses: string[]) => {
      const before = sockets;
      const outcome = await ask({ url, addresses, empty: 'deny', listed: 'allow' }, allowedTargets(port));
      return [outcome, sockets > before];
    };
    expect(await reached(`http://127.0.0.1:${port}`)).toEqual(['unavailable', true]);
    expect(await reached(`http://2130706433:${port}`)).toEqual(['unavailable', true]);
    // The name does not exist: the socket went to the address that was checked, and nobody asked again.
    expect(await reached(`http://localhost:${port}`, '127.0.0.1')).toEqual(['unavailable', true]);
  });

  it('is denied although it was permitted a moment ago, when the name comes to mean another one', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const provider = createConnectProvider({
      baseUrl: `http://localhost:${port}`,
      token: TOKEN,
      targetPolicy: createTargetPolicy(allowedTargets(port)),
      clock: systemClock,
      resolve: () => resolveTo(answers.shift() ?? ['169.254.169.254'])(),
    });
    const before = sockets;
    await expect(provider.check()).rejects.toMatchObject({ kind: 'unsupported' });
    expect(sockets - before).toBe(1);
    await provider.close();
  });
});
