import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { identity, runSrp, srpVerifier } from '@/lib/sandbox/onepassword/service-account/srp';
import vectors from '@/tests/conformance/vectors/onepassword-service-account.json';

const { srp } = vectors;
const account = {
  verifier: BigInt(`0x${srp.v}`),
  salt: Buffer.from(srp.salt_b64u, 'base64url'),
  email: srp.email,
  secretKeyId: srp.skid,
};
const prime = BigInt(`0x${srp.N}`);
const privateKey = BigInt(`0x${srp.x}`);
// With this secret the server's public value starts with a zero digit, one in sixteen of all sign-ins.
const secretWithShortPublic = 2n ** 255n + 16n;

describe('the server half of SRP', () => {
  it('derives the verifier from the private value in the token', () => {
    expect(srpVerifier(srp.x)).toBe(account.verifier);
  });

  it('reproduces a sign-in recorded from the official SDK', () => {
    const exchange = runSrp({ ...account, secret: BigInt(`0x${srp.b}`), clientPublicHex: srp.A });
    expect(exchange?.serverPublicHex).toBe(srp.B);
    expect(exchange?.sessionKey.toString('hex')).toBe(srp.K);
    expect(exchange?.clientProof.toString('base64url')).toBe(srp.M1_b64u);
    expect(exchange?.serverProof.toString('base64url')).toBe(srp.M2_b64u);
  });

  it('does not let the case of the e-mail address change who somebody is', () => {
    expect(identity(srp.skid, srp.email)).toBe(srp.I);
    expect(identity(srp.skid, srp.email.toUpperCase())).toBe(srp.I);
  });

  it('sends an even number of digits when its public value is short', () => {
    const exchange = runSrp({ ...account, secret: secretWithShortPublic, clientPublicHex: srp.A });
    expect(exchange?.serverPublicHex).toMatch(/^0/);
    expect(exchange?.serverPublicHex).toHaveLength(1024);
  });

  it.each([1n, 3n, 9n, 2n ** 200n + 7n])('agrees on the key with a client whose secret is %s', (secret) => {
    const clientPublicHex = power(5n, secret).toString(16);
    const exchange = runSrp({ ...account, secret: secretWithShortPublic, clientPublicHex });
    expect(exchange?.sessionKey.toString('hex')).toBe(
      clientKey(secret, BigInt(`0x${exchange?.serverPublicHex}`)),
    );
  });

  it('covers client values with an odd number of digits', () => {
    expect(power(5n, 1n).toString(16).length % 2).toBe(1);
    expect(power(5n, 9n).toString(16).length % 2).toBe(0);
  });

  it.each(['0', srp.N])('refuses a client value that would fix the key in advance', (clientPublicHex) => {
    expect(runSrp({ ...account, secret: 5n, clientPublicHex })).toBeUndefined();
  });
});

/** The client's side of the arithmetic, written down independently of the server's. */
function clientKey(secret: bigint, serverPublic: bigint): string {
  const multiplier = BigInt(`0x${srp.k}`);
  const scramble = BigInt(
    `0x${createHash('sha256')
      .update(pad(power(5n, secret)))
      .update(pad(serverPublic))
      .digest('hex')}`,
  );
  const base = (serverPublic + prime * multiplier - multiplier * power(5n, privateKey)) % prime;
  const shared = power(((base % prime) + prime) % prime, secret + scramble * privateKey);
  return createHash('sha256').update(shared.toString(16)).digest('hex');
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power(base, exponent / 2n);
  const square = (half * half) % prime;
  return exponent % 2n === 0n ? square : (square * base) % prime;
}

function pad(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(1024, '0'), 'hex');
}
