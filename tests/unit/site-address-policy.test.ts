import { expect, test } from 'vitest';
import { requireAllowedSite } from '@/lib/sign-ins/site-address-policy';

const THIS_MACHINE = [
  'https://localhost',
  'https://app.localhost:8443',
  'https://127.0.0.1:8443',
  'https://127.9.9.9',
  'https://0x7f.1',
  'https://[::1]:8443',
  'https://[::ffff:127.0.0.1]',
  'https://0.0.0.0',
  'https://[::]',
  'https://localhost./',
];

test.each(THIS_MACHINE)('%s is this machine and refused even over https', (domain) => {
  expect(() => requireAllowedSite(domain, [])).toThrow(/machine that Latchkey runs on/);
});

test('plain http is refused with the host to list, https to elsewhere is not', () => {
  expect(() => requireAllowedSite('http://intranet.acme.com', [])).toThrow(/not reached over https/);
  expect(() => requireAllowedSite('https://acme.com', [])).not.toThrow();
  expect(() => requireAllowedSite('https://127.acme.com', [])).not.toThrow();
});

test('a listed host is allowed, with any port unless one is named', () => {
  expect(() => requireAllowedSite('http://127.0.0.1:4010', ['127.0.0.1'])).not.toThrow();
  expect(() => requireAllowedSite('https://localhost:8443', ['localhost:8443'])).not.toThrow();
  expect(() => requireAllowedSite('https://localhost:9443', ['localhost:8443'])).toThrow();
  expect(() => requireAllowedSite('http://acme.com', ['other.com'])).toThrow();
});
