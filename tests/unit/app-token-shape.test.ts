import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenShape, trimToken } from '@/app/w/[workspace]/settings/integrations/_connect/token-shape';

const SERVICE_ACCOUNT = `ops_eyJ${'a'.repeat(400)}`;
const CONNECT = `eyJ${'a'.repeat(60)}.${'b'.repeat(200)}.${'c'.repeat(80)}`;

describe('what is said of a token while it is typed', () => {
  it('nothing, of an empty field', () => {
    expect(tokenShape('', 'service_account')).toEqual({ kind: 'empty' });
    expect(tokenShape(' \n', 'connect')).toEqual({ kind: 'empty' });
  });

  it('that a whole token of the chosen kind may be one', () => {
    expect(tokenShape(SERVICE_ACCOUNT, 'service_account').kind).toBe('plausible');
    expect(tokenShape(CONNECT, 'connect').kind).toBe('plausible');
  });

  it.each([
    ['service_account', CONNECT, /choose the mode “Connect server”/i],
    ['service_account', 'A3-ABCDEF-GHIJKL', /secret key/i],
    ['service_account', 'op', /goes on after “ops_”/],
    ['service_account', 'ops_eyJhbGci', /not complete/],
    ['service_account', `${SERVICE_ACCOUNT}"`, /characters that no token has/],
    ['service_account', 'hunter2', /starts with “ops_”/],
    ['connect', SERVICE_ACCOUNT, /choose the mode “Service account”/i],
    ['connect', 'A3-ABCDEF-GHIJKL', /secret key/i],
    ['connect', `Bearer ${CONNECT}`, /without “Bearer”/],
    ['connect', 'ey', /goes on after “eyJ”/],
    ['connect', CONNECT.split('.').slice(0, 2).join('.'), /not complete/],
    ['connect', `${CONNECT}.more`, /three parts/],
    ['connect', `${CONNECT}/`, /characters that no token has/],
    ['connect', 'https://connect.example.com', /starts with “eyJ”/],
  ] as const)('for %s, what is wrong with %.20s…', (kind, text, words) => {
    expect(tokenShape(text, kind)).toEqual({ kind: 'wrong', message: expect.stringMatching(words) });
  });

  it('the same however its lines were wrapped on the way', () => {
    const cuts = fc.array(fc.nat(SERVICE_ACCOUNT.length), { maxLength: 8 });
    const blanks = fc.constantFrom('\n', ' ', '\r\n', '\t', '\u200b');
    fc.assert(
      fc.property(cuts, blanks, (at, blank) => {
        const wrapped = [...at]
          .sort((a, b) => b - a)
          .reduce((text, cut) => text.slice(0, cut) + blank + text.slice(cut), SERVICE_ACCOUNT);
        expect(trimToken(wrapped)).toBe(SERVICE_ACCOUNT);
        expect(tokenShape(wrapped, 'service_account').kind).toBe('plausible');
      }),
    );
  });

  it('never with a part of the token in the words', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, unit: 'grapheme-ascii' }), (text) => {
        const shape = tokenShape(text, 'connect');
        if (shape.kind === 'wrong') expect(shape.message).not.toContain(text);
      }),
    );
  });
});
