import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectConnectToken } from '@/lib/secrets/onepassword/connect/connect-token';
import { WriteVerdicts } from '@/lib/secrets/onepassword/connect/write-access';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { ManualClock } from '../support/manual-clock';

const VAULT = 'hfnjvi6aymbsnfc2xeeoheizda';
const OTHER = 'gshlsjsajnawtnjynzgwmiebge';
const CLAIMS = {
  '1password.com/auuid': 'GRXJAN4BY5DPROLAKPXPHT5M3A',
  '1password.com/token': 'key-material-canary',
  '1password.com/fts': ['vaultaccess'],
  '1password.com/vts': [
    { u: VAULT.toUpperCase(), a: 496 },
    { u: OTHER, a: 48 },
  ],
  aud: ['com.1password.connect'],
  sub: 'DOIHOHSV2NHK5HMSOLCWJUXFDM',
  iat: 1_700_000_000,
  exp: 1_731_536_000,
  iss: 'com.1password.b5',
  jti: 'abcdefghijklmnopqrstuvwxyz',
};

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown) =>
  `${part({ alg: 'ES256', typ: 'JWT', kid: 'k' })}.${part(claims)}.c2lnbmF0dXJl`;

function claimsOf(payload: unknown) {
  const inspected = inspectConnectToken(tokenOf(payload));
  if (!inspected.ok) throw new Error(inspected.message);
  return inspected.claims;
}

describe('an access token of a Connect server', () => {
  it('says which vaults it is for, and until when', () => {
    const claims = claimsOf(CLAIMS);
    expect(claims.vaults).toEqual(
      new Map([
        [VAULT, 496],
        [OTHER, 48],
      ]),
    );
    expect(claims.expiresAt).toBe(1_731_536_000_000);
  });

  it('is read with the line breaks of a paste', () => {
    const token = tokenOf(CLAIMS);
    const inspected = inspectConnectToken(` ${token.slice(0, 50)}\n${token.slice(50)}\u200b \n`);
    expect(inspected.ok && inspected.token.reveal()).toBe(token);
  });

  it('without vaults or an end says neither', () => {
    const { exp: _end, '1password.com/vts': _vaults, ...rest } = CLAIMS;
    expect(claimsOf(rest)).toEqual({ vaults: null, expiresAt: null });
    expect(claimsOf({ ...rest, '1password.com/vts': 'all' }).vaults).toBeNull();
  });

  it.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['ops_eyJzaWduSW5BZGRyZXNz', 'wrong_prefix'],
    [`Bearer ${tokenOf(CLAIMS)}`, 'wrong_prefix'],
    ['https://connect.example.com', 'wrong_prefix'],
    [tokenOf(CLAIMS).split('.').slice(0, 2).join('.'), 'truncated'],
    [tokenOf(CLAIMS).slice(0, 40), 'truncated'],
    [`${tokenOf(CLAIMS)}.more`, 'not_a_connect_token'],
    [`${part({ alg: 'ES256' })}.bm90IGpzb24.c2ln`, 'not_a_connect_token'],
    [tokenOf([]), 'not_a_connect_token'],
    [tokenOf({ ...CLAIMS, aud: ['events.1password.com'] }), 'not_a_connect_token'],
    [`${tokenOf(CLAIMS)}\u0000x`, 'not_a_connect_token'],
    [`eyJ${'A'.repeat(20_000)}.e30.c2ln`, 'not_a_connect_token'],
  ])('%.30s… is %s', (text, reason) => {
    const inspected = inspectConnectToken(text);
    expect(inspected).toMatchObject({ ok: false, reason });
    if (!inspected.ok) expect([inspected.message, inspected.hint]).not.toContain('');
  });

  it('never throws, and never shows its content', () => {
    expect(inspect(inspectConnectToken(tokenOf(CLAIMS)), { depth: 9 })).not.toMatch(/canary|eyJ/);
    fc.assert(fc.property(fc.string(), (text) => inspectConnectToken(`eyJ${text}`).ok === false));
  });
});

describe('what a token may write', () => {
  const verdict = (payload: unknown, vaultId: string) =>
    new WriteVerdicts(new ManualClock()).of(claimsOf(payload), vaultId);

  it('follows from what it says about each vault', () => {
    expect(verdict(CLAIMS, VAULT)).toMatchObject({ verdict: 'yes', nextStep: null });
    expect(verdict(CLAIMS, OTHER)).toMatchObject({ verdict: 'no' });
    expect(verdict(CLAIMS, 'a'.repeat(26))).toMatchObject({ verdict: 'no' });
    expect(verdict({ ...CLAIMS, '1password.com/vts': undefined }, VAULT)).toMatchObject({
      verdict: 'unknown',
    });
  });

  it('is no for five minutes after a refusal, whatever it says, or until a write succeeds', async () => {
    const clock = new ManualClock();
    const verdicts = new WriteVerdicts(clock);
    const claims = claimsOf(CLAIMS);
    const refuse = () =>
      verdicts
        .learn(VAULT, () => Promise.reject(new SecretProviderError('forbidden', 'no')))
        .catch(() => verdicts.of(claims, VAULT).verdict);
    expect(await refuse()).toBe('no');
    clock.advance(300_000);
    expect(verdicts.of(claims, VAULT).verdict).toBe('yes');
    expect(await refuse()).toBe('no');
    await verdicts.learn(VAULT, async () => {});
    expect(verdicts.of(claims, VAULT).verdict).toBe('yes');
  });

  it('is not changed by an outage', async () => {
    const verdicts = new WriteVerdicts(new ManualClock());
    const outage = new SecretProviderError('unavailable', 'down');
    await expect(verdicts.learn(VAULT, () => Promise.reject(outage))).rejects.toBe(outage);
    expect(verdicts.of(claimsOf(CLAIMS), VAULT).verdict).toBe('yes');
  });
});
