import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { SecretSet } from '@/lib/redaction/secret-set';
import { scrubShapes } from '@/lib/redaction/token-shapes';
import { serviceAccountTokenText } from '../support/service-account-token';

const scrub = (text: string, secrets: readonly Secret[]) => scrubShapes(SecretSet.of(...secrets).scrub(text));

describe('text that is rid of secrets', () => {
  it('has none of the values it was given, plain or as JSON spells them', () => {
    const values = fc.string({ minLength: 4, maxLength: 40 });
    const around = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(values, around, around, (value, before, after) => {
        fc.pre(!'[secret]'.includes(value) && !`${before}${after}`.includes(value));
        const spelled = JSON.stringify(value).slice(1, -1);
        const text = scrub(`${before} ${value} ${spelled} ${after}`, [Secret.of(value)]);
        expect(text.replaceAll('[secret]', '')).not.toContain(value);
      }),
    );
  });

  it('has nothing in the shape of a token, whole or cut off', () => {
    const token = serviceAccountTokenText();
    const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln';
    expect(scrub(`token=${token}; ${token.slice(0, 60)}\n${jwt}`, [])).toBe(
      'token=[secret]; [secret]\n[secret]',
    );
  });

  it('is left as it is otherwise', () => {
    const text = '[ERROR] "X" isn\'t an item. ops_ and eyJ are no tokens.';
    expect(scrub(text, [Secret.of(''), Secret.of('X')])).toBe(text);
  });
});
