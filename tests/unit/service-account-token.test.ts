import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertHostAllowed } from '@/lib/secrets/onepassword/service-account/allowed-hosts';
import { inspectServiceAccountToken } from '@/lib/secrets/onepassword/service-account/token';

const CONTENT = {
  signInAddress: 'example.1password.com',
  userAuth: { method: 'SRPg-4096', alg: 'PBES2g-HS256', iterations: 650_000, salt: 'MzMzMzMzMzMzMzMzMzMzMw' },
  email: 'robot@1passwordserviceaccounts.com',
  srpX: '11'.repeat(32),
  muk: { alg: 'A256GCM', k: 'IiIiIiIi', kid: 'mp', kty: 'oct', ext: true, key_ops: ['encrypt', 'decrypt'] },
  secretKey: 'A3-ABCDEF-GHJKLM-NPQRS-TVWXY-Z2345-6789A',
  deviceUuid: 'devicedevicedevicedevice2a',
};
const tokenOf = (content: unknown) => `ops_${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
const TOKEN = tokenOf(CONTENT);

describe('a pasted service account token', () => {
  it('is accepted with host and e-mail address, whatever white space the paste brought', () => {
    const wrapped = TOKEN.replace(/(.{64})/g, '$1\r\n');
    for (const text of [TOKEN, ` ${TOKEN}\n`, wrapped, `\u200b${TOKEN}\ufeff`, `${TOKEN}==`]) {
      const inspected = inspectServiceAccountToken(text);
      expect(inspected).toMatchObject({
        ok: true,
        signInHost: 'example.1password.com',
        signInAddress: 'example.1password.com',
        email: CONTENT.email,
      });
      if (inspected.ok) expect(inspected.token.reveal().replace(/=*$/, '')).toBe(TOKEN);
    }
  });

  it('shows its port and not its scheme as host', () => {
    const local = tokenOf({ ...CONTENT, signInAddress: 'http://127.0.0.1:4100/' });
    expect(inspectServiceAccountToken(local)).toMatchObject({ signInHost: '127.0.0.1:4100' });
  });

  it.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['eyJhbGciOiJFUzI1NiJ9.e30.x', 'wrong_prefix'],
    [CONTENT.secretKey, 'wrong_prefix'],
    [`OP_SERVICE_ACCOUNT_TOKEN=${TOKEN}`, 'wrong_prefix'],
    [TOKEN.toUpperCase(), 'wrong_prefix'],
    ['ops_', 'truncated'],
    [TOKEN.slice(0, 40), 'truncated'],
    [TOKEN.slice(0, -1), 'truncated'],
    [`${TOKEN.slice(0, 50)}*${TOKEN.slice(51)}`, 'not_a_service_account_token'],
    [`ops_${Buffer.from('hello').toString('base64url')}`, 'not_a_service_account_token'],
    [tokenOf({ signInAddress: 'x' }), 'not_a_service_account_token'],
    [tokenOf([]), 'not_a_service_account_token'],
    [tokenOf(null), 'not_a_service_account_token'],
  ])('%.40s is refused as %s', (text, reason) => {
    expect(inspectServiceAccountToken(text)).toMatchObject({ ok: false, reason });
  });

  it.each(Object.keys(CONTENT))('without %s it is refused', (name) => {
    const content = Object.fromEntries(Object.entries(CONTENT).filter(([key]) => key !== name));
    expect(inspectServiceAccountToken(tokenOf(content))).toMatchObject({
      reason: 'not_a_service_account_token',
    });
  });

  it('is never shown: neither in an answer nor in a refusal', () => {
    const secrets = [CONTENT.srpX, CONTENT.secretKey, CONTENT.muk.k, TOKEN.slice(4, 60)];
    for (const text of [TOKEN, TOKEN.slice(0, 300), `x${TOKEN}`, tokenOf({ ...CONTENT, email: 'none' })]) {
      const shown = inspect(inspectServiceAccountToken(text), { depth: 9 });
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }
  });

  it('any text is answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, prefixed) => {
        expect(typeof inspectServiceAccountToken(prefixed ? `ops_${text}` : text).ok).toBe('boolean');
      }),
    );
  });
});

describe('the host that a token names', () => {
  it.each([
    'my.1password.com',
    'https://my.1password.com',
    'https://my.1password.com/',
    'HTTPS://Team.1Password.EU',
    'acme.1password.ca',
    'acme.ent.1password.com',
  ])('%s is one of 1Password', (address) => {
    expect(() => assertHostAllowed(address, [])).not.toThrow();
  });

  it.each([
    '',
    '1password.com',
    'http://my.1password.com',
    'my.1password.com:8443',
    'https://my.1password.com/path',
    'https://my.1password.com?x',
    'https://my.1password.com#x',
    'https://user@my.1password.com',
    'https://my.1password.com@evil.example',
    'https://evil.example/my.1password.com',
    'https://evil.example#.1password.com',
    'https://evil.example\\.1password.com',
    'https://evil.example%2f.1password.com',
    'https://my.1password.com.',
    'https://my.1password.com.evil.example',
    'https://my1password.com',
    'https://-.1password.com',
    'https://my.1password.org',
    'https://my.1password.com\n',
    ' https://my.1password.com',
    'ftp://my.1password.com',
    'file:///etc/passwd',
    'http://127.0.0.1:80',
    '169.254.169.254',
    'http://[::1]:8080',
    'localhost:4000',
    'https://mÿ.1password.com',
    'https://my。1password。com',
  ])('%s is refused', (address) => {
    expect(() => assertHostAllowed(address, [])).toThrow('not one of 1Password');
  });

  it('an operator can list a host with one port, with any port, or with the default one', () => {
    const allowed = ['127.0.0.1:*', 'vault.internal:8443', 'plain.internal', '[::1]:*'];
    for (const address of [
      'http://127.0.0.1:40123',
      'http://127.0.0.1:40123/tenant-a',
      'vault.internal:8443',
      'https://VAULT.internal:8443',
      'http://plain.internal',
      'http://[::1]:9000',
    ]) {
      expect(() => assertHostAllowed(address, allowed)).not.toThrow();
    }
    for (const address of [
      'http://127.0.0.2:40123',
      'http://127.0.0.1.evil.example:80',
      'vault.internal:8444',
      'vault.internal',
      'plain.internal:81',
      'http://user@127.0.0.1:40123',
      'http://127.0.0.1:40123?x',
    ]) {
      expect(() => assertHostAllowed(address, allowed)).toThrow('not one of 1Password');
    }
  });
});
