import { expect, test } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { codeFromSeed } from '@/lib/resolver/stored-one-time-code';
import { readSeed } from '@/lib/vault/seed';

const NOW = 1_795_000_000_000;

test.each([
  ['with spaces and in lower case', 'jbsw y3dp ehpk 3pxp', 'JBSWY3DPEHPK3PXP'],
  ['with padding', 'JBSWY3DPEA======', 'JBSWY3DPEA'],
  ['with bits left over in its last character', 'JBSWY3DPEB', 'JBSWY3DPEA'],
  ['with a last character that makes no byte', 'JBSWY3DPA', 'JBSWY3DP'],
])('a seed %s is read as authenticators read it, and gives codes', async (_how, pasted, secret) => {
  expect(readSeed(pasted)).toEqual({ secret, algorithm: 'sha1', digits: 6, periodSeconds: 30 });
  const { code } = await codeFromSeed(Secret.of(pasted), NOW);
  expect(code.reveal()).toBe((await codeFromSeed(Secret.of(secret), NOW)).code.reveal());
});

test.each([
  'otpauth://totp/Acme?secret=JBSWY3DPEHPK3PXP&digits=12',
  'otpauth://totp/Acme?secret=JBSWY3DPEHPK3PXP&period=0',
  'otpauth://totp/Acme?secret=JBSWY3DPEHPK3PXP&algorithm=MD5',
  'otpauth://totp/Acme?secret=',
  'otpauth://hotp/Acme?secret=JBSWY3DPEHPK3PXP&counter=1',
  'JBSWY3DP1',
  'JBSW',
  'A'.repeat(104),
  `${'='.repeat(10_000)}A`,
])('what gives no codes is no seed: %s', (text) => {
  expect(readSeed(text)).toBeNull();
});
