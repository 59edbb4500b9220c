import { expect, test } from 'vitest';
import { decideFill } from '@/lib/browser/origin-policy';
import { loginPin } from '@/lib/resolver/login-pin';
import type { AutofillBehaviour } from '@/lib/secrets/provider';

type Website = [url: string, autofill: AutofillBehaviour];

/** Whether a page may be filled, for an entry of acme.com whose item has these websites. */
function fills(websites: readonly Website[], page: string, extraOrigins: string[] = []): boolean {
  const pin = loginPin({
    domain: 'https://acme.com',
    extraOrigins,
    websites: websites.map(([url, autofill]) => ({ url, autofill })),
  });
  return decideFill({ ...pin, insecureHosts: [], topUrl: page, frameUrl: page }).allowed;
}

const ANYWHERE: Website = ['https://acme.com/login', 'anywhere'];
const EXACT: Website = ['https://login.acme.com', 'exact'];
const NEVER: Website = ['https://admin.acme.com', 'never'];

test.each([
  ['an item without websites is filled on the whole site', [], 'https://app.acme.com/', true],
  [
    'one with a website of another site alone, too',
    [['https://other.net', 'never']],
    'https://acme.com/',
    true,
  ],
  ['a website that is filled anywhere', [ANYWHERE], 'https://app.acme.com/', true],
  ['one that is filled on its own host', [EXACT], 'https://login.acme.com/x', true],
  ['and on no other host of the site', [EXACT], 'https://acme.com/', false],
  ['nor on another port', [EXACT], 'https://login.acme.com:8443/', false],
  ['each of several exact hosts', [EXACT, ['https://acme.com', 'exact']], 'https://acme.com/', true],
  ['an exact host beside the whole site narrows nothing', [EXACT, ANYWHERE], 'https://app.acme.com/', true],
  ['never, when that is all the item says of the site', [NEVER], 'https://acme.com/', false],
  ['never, on its host only, beside the whole site', [ANYWHERE, NEVER], 'https://app.acme.com/', true],
  ['and there in spite of the whole site', [ANYWHERE, NEVER], 'https://admin.acme.com/', false],
  [
    'and in spite of being exact as well',
    [['https://admin.acme.com', 'exact'], NEVER],
    'https://admin.acme.com/',
    false,
  ],
  ['a website without a scheme', [['login.acme.com', 'exact']], 'https://login.acme.com/', true],
  ['what cannot be read says nothing', [['not a site', 'never']], 'https://acme.com/', true],
] as Array<[string, Website[], string, boolean]>)('%s', (_name, websites, page, expected) => {
  expect(fills(websites, page)).toBe(expected);
});

test('an extra origin of the entry is filled whatever the item says of its own hosts', () => {
  expect(fills([EXACT], 'https://acme.okta.com/', ['https://acme.okta.com'])).toBe(true);
  expect(fills([EXACT], 'https://evil.okta.com/', ['https://acme.okta.com'])).toBe(false);
});
