import { describe, expect, test } from 'vitest';
import {
  isCsrfCookie,
  isOwnAddress,
  isOwnCookie,
  ownPart,
  type SessionSite,
  type SiteCookie,
} from '@/lib/browser/session-policy';
import { browserForm } from '@/lib/sign-ins/session-form';
import { secretsOfSession } from '@/lib/sign-ins/session-secrets-policy';
import { sessionExpiry, sessionState } from '@/lib/vault/browser-secrets';

const site: SessionSite = {
  entryDomain: 'https://app.acme.co.uk',
  extraOrigins: ['https://login.okta.com'],
  cookieDomain: null,
  insecureHosts: [],
};
const cookie = (change: Partial<SiteCookie>): SiteCookie => ({
  name: 'sid',
  value: 'v',
  domain: 'app.acme.co.uk',
  path: '/',
  expires: -1,
  httpOnly: true,
  secure: true,
  sameSite: 'Lax',
  ...change,
});
const owns = (domain: string, more: Partial<SessionSite> = {}) =>
  isOwnCookie({ ...site, ...more }, cookie({ domain }));

describe('a cookie belongs to a session', () => {
  test.each(['app.acme.co.uk', '.acme.co.uk', 'api.acme.co.uk', '.ACME.co.uk'])('%s, of its site', (domain) =>
    expect(owns(domain)).toBe(true),
  );
  test.each([
    '.co.uk',
    'co.uk',
    'acme.com',
    'evilacme.co.uk',
    'app.acme.co.uk.evil.example',
    '',
    'login.okta.com',
  ])('not %j, of another or of a whole suffix', (domain) => expect(owns(domain)).toBe(false));
  test('of customers of one hoster, of its own alone', () => {
    const hosted = { entryDomain: 'https://acme.github.io' };
    expect([
      owns('acme.github.io', hosted),
      owns('evil.github.io', hosted),
      owns('.github.io', hosted),
    ]).toEqual([true, false, false]);
  });
  test('within the domain to store, which can name an extra origin’s site and no other', () => {
    const within = (cookieDomain: string, domain: string) => owns(domain, { cookieDomain });
    expect(within('app.acme.co.uk', 'app.acme.co.uk')).toBe(true);
    expect(within('app.acme.co.uk', '.acme.co.uk')).toBe(false);
    expect(within('.okta.com', 'login.okta.com')).toBe(true);
    expect(within('evil.example', 'evil.example')).toBe(false);
    expect(within('uk', 'other.co.uk')).toBe(false);
  });
  test('not where it is partitioned under another site', () => {
    const parted = (partitionKey: string) => isOwnCookie(site, cookie({ partitionKey }));
    expect([parted('https://acme.co.uk'), parted('https://shop.example')]).toEqual([true, false]);
  });
});

test('storages are of https origins of the site, and an expired cookie is left out', () => {
  expect(isOwnAddress(site, 'https://api.acme.co.uk')).toBe(true);
  for (const other of ['http://app.acme.co.uk', 'https://login.okta.com', 'about:blank', 'null'])
    expect([other, isOwnAddress(site, other)]).toEqual([other, false]);
  const storages = { 'https://app.acme.co.uk': { a: '1' }, 'https://evil.example': { a: '2' } };
  const cookies = [cookie({ expires: 100 }), cookie({ expires: 300 })];
  expect(ownPart(site, { cookies, localStorage: storages, sessionStorage: {} }, 200_000)).toEqual({
    cookies: [cookies[1]],
    localStorage: { 'https://app.acme.co.uk': { a: '1' } },
    sessionStorage: {},
  });
});

test('cookies against forged forms are known by the names that frameworks give them', () => {
  const names = [
    'csrftoken',
    'XSRF-TOKEN',
    '_csrf',
    '__RequestVerificationToken',
    '.AspNetCore.Antiforgery.x',
  ];
  expect(names.filter((name) => !isCsrfCookie({ name }))).toEqual([]);
  expect(isCsrfCookie({ name: 'session' })).toBe(false);
});

test('what browsers and their extensions export is read, in either of their forms', () => {
  const state = sessionState.parse({
    cookies: [
      { name: 'a', value: '1', sameSite: 'no_restriction', expirationDate: 5 },
      { name: 'b', value: '2', domain: '.acme.co.uk', path: '/x', sameSite: null, httpOnly: true },
    ],
    localStorage: { plain: 'p', 'https://api.acme.co.uk/path': { token: 't' } },
  });
  expect(browserForm(state, 'https://app.acme.co.uk')).toEqual({
    cookies: [
      cookie({ name: 'a', value: '1', sameSite: 'None', expires: 5, httpOnly: false, secure: false }),
      cookie({ name: 'b', value: '2', domain: '.acme.co.uk', path: '/x', secure: false }),
    ],
    localStorage: { 'https://app.acme.co.uk': { plain: 'p' }, 'https://api.acme.co.uk': { token: 't' } },
    sessionStorage: {},
  });
});

test('tokens of a session are secrets; names, dates, addresses and languages beside them are not', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.e30.x9-8Q';
  const user = JSON.stringify({
    name: 'Ada Lovelace King',
    email: 'ada.lovelace1@acme.example',
    token,
    since: 7,
  });
  const found = secretsOfSession({
    cookies: [
      cookie({ value: 'short-1234' }),
      cookie({ httpOnly: false, value: 'de-DE' }),
      cookie({ httpOnly: false, value: encodeURIComponent('s:abc+def/0123456789==') }),
    ],
    localStorage: {
      'https://app.acme.co.uk': { user, at: '2026-11-26T10:00:00.000Z', last: '/account/2041/all' },
    },
    sessionStorage: { 'https://app.acme.co.uk': { note: 'twenty words 4 you to read' } },
  });
  expect(found.toSorted()).toEqual(
    ['short-1234', token, encodeURIComponent('s:abc+def/0123456789=='), 's:abc+def/0123456789=='].toSorted(),
  );
});

test('a session that was kept after the last use does not end by that use', () => {
  const set = new Date('2031-01-10T00:00:00Z');
  const times = { sessionDataSetAt: set, expiryTimeFromLastUse: '1 day', expiryTimeFromSessionDataSet: null };
  const ends = (lastUsedAt: Date | null) => sessionExpiry({ ...times, lastUsedAt })?.toISOString();
  expect(ends(new Date('2031-01-01T00:00:00Z'))).toBe('2031-01-11T00:00:00.000Z');
  expect(ends(new Date('2031-01-12T00:00:00Z'))).toBe('2031-01-13T00:00:00.000Z');
  expect(ends(null)).toBe('2031-01-11T00:00:00.000Z');
});
