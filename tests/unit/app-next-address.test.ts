import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAddress, withNext } from '@/app/(auth)/_forms/next-address';

const ORIGIN = 'https://latchkey.example.com';

describe('where a person goes after signing in', () => {
  it.each(['/w/acme/vault', '/w/acme/runs?status=failed', '/accept-invitation/abc#top'])('is %s', (next) => {
    expect(nextAddress(next)).toBe(next);
  });

  it.each([
    undefined,
    '',
    'w/acme',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    'javascript:alert(1)',
    ['/w/acme', '/w/other'],
  ])('is the start for %o', (next) => {
    expect(nextAddress(next)).toBe('/');
  });

  it('is never on another host, whatever is in the link', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '/',
        '\\',
        '\t',
        '\n',
        '\r',
        ' ',
        '@',
        ':',
        '.',
        '..',
        '?',
        '#',
        'evil.example',
        '%2f',
        'https:',
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const address = nextAddress(`/${parts.join('')}`);
        expect(new URL(address, ORIGIN).origin).toBe(ORIGIN);
      }),
      { numRuns: 1000 },
    );
  });

  it('survives the way through the sign-in form', () => {
    const link = withNext('/sign-in', '/w/acme/runs?status=failed&a=b#c');
    expect(nextAddress(new URL(link, ORIGIN).searchParams.get('next') ?? undefined)).toBe(
      '/w/acme/runs?status=failed&a=b#c',
    );
    expect(withNext('/sign-in', '/')).toBe('/sign-in');
  });
});
