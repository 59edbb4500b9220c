import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SecureFillError } from '@/lib/browser/fill-error';
import { refuseForeignTarget } from '@/lib/browser/form-target';
import { decideFill, type OriginPin, type RefusalReason } from '@/lib/browser/origin-policy';

const pin: OriginPin = { entryDomain: 'acme.com', extraOrigins: [], autofill: 'anywhere', insecureHosts: [] };

/** The verdict for a page and, unless another is named, a field in its top frame. */
function verdict(
  change: Partial<OriginPin>,
  topUrl: string,
  frameUrl: string = topUrl,
): RefusalReason | 'allowed' {
  const decision = decideFill({ ...pin, ...change, topUrl, frameUrl });
  return decision.allowed ? 'allowed' : decision.reason;
}

type Row = [entryDomain: string, url: string, expected: RefusalReason | 'allowed'];

/** All tables of this file together are the corpus of G16, over 120 pairs; the races are in navigation-race.test.ts. */
describe('G16: on the whole site of the entry', () => {
  const rows: Row[] = [
    ['acme.com', 'https://acme.com/login', 'allowed'],
    ['acme.com', 'https://ACME.com/login', 'allowed'],
    ['ACME.COM', 'https://acme.com/', 'allowed'],
    ['acme.com', 'https://app.acme.com/', 'allowed'],
    ['app.acme.com', 'https://acme.com/', 'allowed'],
    ['app.acme.com', 'https://login.acme.com/', 'allowed'],
    ['https://app.acme.com/path?x=1', 'https://acme.com/', 'allowed'],
    ['acme.com', 'https://acme.com:8443/', 'allowed'],
    ['acme.com', 'https://acme.com./', 'allowed'],
    ['acme.com.', 'https://acme.com/', 'allowed'],
    ['acme.com', 'https://acme.com../', 'malformed'],
    ['acme.com', 'https://evil.com/', 'top_frame'],
    ['acme.com', 'https://acme.com.evil.com/', 'top_frame'],
    ['acme.com', 'https://evilacme.com/', 'top_frame'],
    ['acme.com', 'https://acme.co/', 'top_frame'],
    ['acme.com', 'https://acme.com-login.net/', 'top_frame'],
    ['acme.com', 'https://evil.com/acme.com', 'top_frame'],
    ['acme.com', 'https://evil.com/?acme.com', 'top_frame'],
    ['acme.com', 'https://evil.com/#@acme.com', 'top_frame'],
    ['acme.co.uk', 'https://www.acme.co.uk/', 'allowed'],
    ['acme.co.uk', 'https://evil.co.uk/', 'top_frame'],
    ['co.uk', 'https://evil.co.uk/', 'top_frame'],
    ['com', 'https://acme.com/', 'top_frame'],
  ];
  test.each(rows)('%s and %s: %s', (entryDomain, url, expected) => {
    expect(verdict({ entryDomain }, url)).toBe(expected);
  });
});

describe('G16: neighbours under a shared suffix are strangers', () => {
  const rows: Row[] = [
    ['acme.github.io', 'https://acme.github.io/', 'allowed'],
    ['acme.github.io', 'https://evil.github.io/', 'top_frame'],
    ['github.io', 'https://evil.github.io/', 'top_frame'],
    ['acme.s3.amazonaws.com', 'https://evil.s3.amazonaws.com/', 'top_frame'],
    ['acme.herokuapp.com', 'https://evil.herokuapp.com/', 'top_frame'],
    ['acme.vercel.app', 'https://preview.acme.vercel.app/', 'allowed'],
    ['acme.vercel.app', 'https://evil.vercel.app/', 'top_frame'],
    ['acme.pages.dev', 'https://evil.pages.dev/', 'top_frame'],
    ['acme.azurewebsites.net', 'https://evil.azurewebsites.net/', 'top_frame'],
    ['acme.netlify.app', 'https://acme.netlify.app/', 'allowed'],
    ['acme.gitlab.io', 'https://evil.gitlab.io/', 'top_frame'],
    ['acme.web.app', 'https://evil.web.app/', 'top_frame'],
    ['acme.firebaseapp.com', 'https://evil.firebaseapp.com/', 'top_frame'],
    ['acme.blogspot.com', 'https://evil.blogspot.com/', 'top_frame'],
    ['acme.myshopify.com', 'https://evil.myshopify.com/', 'top_frame'],
    ['acme.cloudfront.net', 'https://evil.cloudfront.net/', 'top_frame'],
    ['acme.workers.dev', 'https://evil.workers.dev/', 'top_frame'],
    ['acme.fly.dev', 'https://evil.fly.dev/', 'top_frame'],
    ['acme.onrender.com', 'https://evil.onrender.com/', 'top_frame'],
    ['acme.duckdns.org', 'https://evil.duckdns.org/', 'top_frame'],
    ['acme.eu-west-1.elasticbeanstalk.com', 'https://evil.eu-west-1.elasticbeanstalk.com/', 'top_frame'],
    ['herokuapp.com', 'https://herokuapp.com/', 'allowed'],
  ];
  test.each(rows)('%s and %s: %s', (entryDomain, url, expected) => {
    expect(verdict({ entryDomain }, url)).toBe(expected);
  });
});

describe('G16: addresses and intranet names need the exact host and port', () => {
  const rows: Row[] = [
    ['192.168.1.10', 'https://192.168.1.10/', 'allowed'],
    ['192.168.1.10', 'https://192.168.1.11/', 'top_frame'],
    ['192.168.1.10', 'https://10.168.1.10/', 'top_frame'],
    ['192.168.1.10', 'https://0xc0a8010a/', 'allowed'],
    ['192.168.1.10:8443', 'https://192.168.1.10:8443/', 'allowed'],
    ['192.168.1.10', 'https://192.168.1.10:8443/', 'top_frame'],
    ['[::1]:8443', 'https://[::1]:8443/', 'allowed'],
    ['[::1]', 'https://[0:0:0:0:0:0:0:1]/', 'allowed'],
    ['[::1]', 'https://[::2]/', 'top_frame'],
    ['intranet', 'https://intranet/', 'allowed'],
    ['intranet', 'https://intranet:444/', 'top_frame'],
    ['crm.corp', 'https://crm.corp/', 'allowed'],
    ['crm.corp', 'https://wiki.crm.corp/', 'top_frame'],
    ['app.localhost', 'https://evil.app.localhost/', 'top_frame'],
  ];
  test.each(rows)('%s and %s: %s', (entryDomain, url, expected) => {
    expect(verdict({ entryDomain }, url)).toBe(expected);
  });
});

describe('G16: international names are compared in punycode', () => {
  const rows: Row[] = [
    ['münchen.de', 'https://xn--mnchen-3ya.de/', 'allowed'],
    ['xn--mnchen-3ya.de', 'https://login.münchen.de/', 'allowed'],
    ['apple.com', 'https://аpple.com/', 'top_frame'],
    ['acme.com', 'https://ácme.com/', 'top_frame'],
    ['acme.com', 'https://acme。com/', 'allowed'],
    ['straße.de', 'https://strasse.de/', 'top_frame'],
    ['faß.de', 'https://xn--fa-hia.de/', 'allowed'],
    ['acme.com', 'https://acmе.com/', 'top_frame'],
    ['acme.com', 'https://ａｃｍｅ.com/', 'allowed'],
    ['acme.com', 'https://acme.com\u200b/', 'allowed'],
    ['acme.com', 'https://acme\u2024com/', 'malformed'],
    ['paypal.com', 'https://xn--pypal-4ve.com/', 'top_frame'],
    ['食狮.公司.cn', 'https://www.xn--85x722f.xn--55qx5d.cn/', 'allowed'],
    ['食狮.公司.cn', 'https://evil.xn--55qx5d.cn/', 'top_frame'],
  ];
  test.each(rows)('%s and %s: %s', (entryDomain, url, expected) => {
    expect(verdict({ entryDomain }, url)).toBe(expected);
  });
});

describe('G16: what is no plain web address is refused', () => {
  const rows: Row[] = [
    ['acme.com', 'https://acme.com@evil.com/', 'malformed'],
    ['acme.com', 'https://user:pass@acme.com/', 'malformed'],
    ['acme.com', 'https://user@acme.com/', 'malformed'],
    ['acme.com', 'about:blank', 'malformed'],
    ['acme.com', 'about:srcdoc', 'malformed'],
    ['acme.com', 'data:text/html,<input type=password>', 'malformed'],
    ['acme.com', 'blob:https://acme.com/8a1c', 'malformed'],
    ['acme.com', 'javascript:alert(1)', 'malformed'],
    ['acme.com', 'file:///etc/passwd', 'malformed'],
    ['acme.com', 'ftp://acme.com/', 'malformed'],
    ['acme.com', 'chrome-error://chromewebdata/', 'malformed'],
    ['acme.com', '', 'malformed'],
    ['acme.com', 'acme.com', 'malformed'],
    ['', 'https://acme.com/', 'malformed'],
    ['acme.com evil.com', 'https://acme.com/', 'malformed'],
    ['user@acme.com', 'https://acme.com/', 'malformed'],
  ];
  test.each(rows)('%s and %s: %s', (entryDomain, url, expected) => {
    expect(verdict({ entryDomain }, url)).toBe(expected);
  });
});

describe('G16: a host is what the browser says, whatever the address looks like', () => {
  const rows: Row[] = [
    ['acme.com', 'https://acme.com\\@evil.com/', 'allowed'],
    ['acme.com', 'https://evil.com\\@acme.com/', 'top_frame'],
    ['acme.com', 'https://acme.com:443@evil.com/', 'malformed'],
    ['acme.com', 'https://evil.com:443#acme.com', 'top_frame'],
    ['acme.com', 'https://evil.com/.acme.com', 'top_frame'],
    ['acme.com', 'https:acme.com/', 'allowed'],
    ['acme.com', 'https:///acme.com/', 'allowed'],
    ['acme.com', 'https://acme%2ecom/', 'allowed'],
    ['acme.com', 'https://acme.com%00.evil.com/', 'malformed'],
    ['acme.com', 'https://acme.com%2f.evil.com/', 'malformed'],
    ['acme.com', 'https://[::ffff:7f00:1]/', 'top_frame'],
    ['127.0.0.1', 'https://2130706433/', 'allowed'],
    ['127.0.0.1', 'https://0177.0.0.1/', 'allowed'],
    ['127.0.0.1', 'https://[::ffff:127.0.0.1]/', 'top_frame'],
  ];
  test.each(rows)('%s and %s: %s', (entryDomain, url, expected) => {
    expect(verdict({ entryDomain }, url)).toBe(expected);
  });
});

describe('G16: where the form of a field is sent', () => {
  const base = 'https://acme.com/login';
  test.each([
    [null, base, 'allowed'],
    ['', base, 'allowed'],
    ['/session', base, 'allowed'],
    ['https://login.acme.com/session', base, 'allowed'],
    ['javascript:void(0)', base, 'allowed'],
    [' JavaScript:send()', base, 'allowed'],
    ['https://evil.com/', base, 'field_frame'],
    ['//evil.com/', base, 'field_frame'],
    ['\\\\evil.com', base, 'field_frame'],
    ['http://acme.com/session', base, 'insecure'],
    ['/session', 'https://evil.com/', 'field_frame'],
    ['data:text/html,x', base, 'malformed'],
    ['mailto:a@evil.com', base, 'malformed'],
    ['https://', base, 'malformed'],
    ['https://acme.com@evil.com/', base, 'malformed'],
  ] as const)('%j on a page whose base is %s: %s', (action, ofPage, expected) => {
    const send = () =>
      refuseForeignTarget({ action, formAction: null, base: ofPage }, 'https://acme.com/', pin);
    if (expected === 'allowed') expect(send).not.toThrow();
    else expect(send).toThrow(expect.objectContaining({ kind: 'refused', reason: expected }));
  });

  test('a button’s own address wins over its form’s', () => {
    const form = { action: '/session', formAction: 'https://evil.com/', base };
    expect(() => refuseForeignTarget(form, base, pin)).toThrow(SecureFillError);
  });
});

describe('G16: websites that the item marks as never to be filled', () => {
  const neverOrigins = ['https://admin.acme.com', 'https://acme.com:8443'];
  test.each([
    ['https://acme.com/', 'allowed'],
    ['https://login.acme.com/', 'allowed'],
    ['https://admin.acme.com/', 'never'],
    ['https://ADMIN.acme.com./', 'never'],
    ['https://admin.acme.com:444/', 'allowed'],
    ['https://acme.com:8443/', 'never'],
  ] as const)('%s: %s', (url, expected) => {
    expect(verdict({ neverOrigins }, url)).toBe(expected);
  });

  test('hold for a frame as for a page, win over extra origins, and refuse everything when unreadable', () => {
    expect(verdict({ neverOrigins }, 'https://acme.com/', 'https://admin.acme.com/')).toBe('never');
    const extraOrigins = ['https://admin.acme.com'];
    expect(verdict({ neverOrigins, extraOrigins }, 'https://admin.acme.com/')).toBe('never');
    expect(verdict({ neverOrigins: ['admin'] }, 'https://acme.com/')).toBe('malformed');
  });
});

describe('G16: the frame that holds the field', () => {
  test.each([
    ['https://acme.com/', 'https://login.acme.com/', 'allowed'],
    ['https://acme.com/', 'https://evil.com/', 'field_frame'],
    ['https://evil.com/', 'https://acme.com/', 'top_frame'],
    ['https://acme.com/', 'about:blank', 'malformed'],
    ['https://acme.com/', 'about:srcdoc', 'malformed'],
    ['https://acme.com/', 'data:text/html,x', 'malformed'],
    ['https://acme.com/', 'blob:https://acme.com/1', 'malformed'],
    ['https://acme.com/', 'http://acme.com/', 'insecure'],
    ['http://acme.com/', 'https://acme.com/', 'insecure'],
  ] as const)('page %s, frame %s: %s', (topUrl, frameUrl, expected) => {
    expect(verdict({}, topUrl, frameUrl)).toBe(expected);
  });
});

describe('G16: plain http', () => {
  test.each([
    [[], 'http://acme.com/', 'insecure'],
    [['acme.com'], 'http://acme.com/', 'allowed'],
    [['acme.com'], 'http://acme.com:8080/', 'allowed'],
    [['acme.com:8080'], 'http://acme.com:8080/', 'allowed'],
    [['acme.com:80'], 'http://acme.com/', 'allowed'],
    [['acme.com:8080'], 'http://acme.com/', 'insecure'],
    [['acme.com'], 'http://login.acme.com/', 'insecure'],
    [['evil.com'], 'http://evil.com/', 'top_frame'],
    [['%'], 'http://acme.com/', 'insecure'],
  ] as const)('with %j listed, %s: %s', (insecureHosts, url, expected) => {
    expect(verdict({ insecureHosts }, url)).toBe(expected);
  });

  test('a loopback site is reachable by its exact port only', () => {
    const loopback = { entryDomain: '127.0.0.1:4000', insecureHosts: ['127.0.0.1:4000'] };
    expect(verdict(loopback, 'http://127.0.0.1:4000/login')).toBe('allowed');
    expect(verdict({ ...loopback, insecureHosts: ['127.0.0.1'] }, 'http://127.0.0.1:4001/')).toBe(
      'top_frame',
    );
  });
});

describe('G16: the autofill behaviour of the item', () => {
  test.each([
    ['exact', 'acme.com', 'https://acme.com/', 'allowed'],
    ['exact', 'acme.com', 'https://acme.com:443/', 'allowed'],
    ['exact', 'acme.com', 'https://app.acme.com/', 'top_frame'],
    ['exact', 'acme.com', 'https://acme.com:8443/', 'top_frame'],
    ['exact', 'acme.com:8443', 'https://acme.com:8443/', 'allowed'],
    ['exact', 'https://acme.com:8443/login', 'https://acme.com/', 'top_frame'],
    ['never', 'acme.com', 'https://acme.com/', 'never'],
  ] as const)('%s with %s and %s: %s', (autofill, entryDomain, url, expected) => {
    expect(verdict({ autofill, entryDomain }, url)).toBe(expected);
  });
});

describe('G16: extra origins', () => {
  const extraOrigins = ['https://acme.okta.com', 'https://id.partner.net:8443/oauth'];
  test.each([
    ['https://acme.okta.com/login', 'allowed'],
    ['https://evil.okta.com/login', 'top_frame'],
    ['https://okta.com/', 'top_frame'],
    ['https://acme.okta.com:444/', 'top_frame'],
    ['https://id.partner.net:8443/', 'allowed'],
    ['https://id.partner.net/', 'top_frame'],
    ['http://acme.okta.com/', 'insecure'],
  ] as const)('%s: %s', (url, expected) => {
    expect(verdict({ extraOrigins }, url)).toBe(expected);
  });

  test('they widen "exact" but never "never", and a wrong one refuses everything', () => {
    expect(verdict({ extraOrigins, autofill: 'exact' }, 'https://acme.okta.com/')).toBe('allowed');
    expect(verdict({ extraOrigins, autofill: 'never' }, 'https://acme.okta.com/')).toBe('never');
    expect(verdict({ extraOrigins: ['acme.okta.com'] }, 'https://acme.com/')).toBe('malformed');
  });
});

test('G16: a host that only contains the name of the entry is never taken for it', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  fc.assert(
    fc.property(label, label, (left, right) => {
      for (const host of [
        `${left}acme.com`,
        `acme.com.${left}.net`,
        `acme-${right}.com`,
        `${left}.acme.com.${right}.org`,
      ]) {
        expect(verdict({}, `https://${host}/`)).not.toBe('allowed');
      }
    }),
    { numRuns: 200 },
  );
});

test('a refusal names hosts and never a path or query, where tokens may be', () => {
  const decision = decideFill({
    ...pin,
    topUrl: 'https://evil.com/a?token=t0ken',
    frameUrl: 'https://evil.com/',
  });
  expect(decision).toEqual({
    allowed: false,
    reason: 'top_frame',
    message: 'the page at evil.com does not belong to acme.com',
  });
});
