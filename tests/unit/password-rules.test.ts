import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIGITS, LOWER, PRINTABLE, SPECIAL, UPPER } from '@/lib/passwords/character-classes';
import { parsePasswordRules } from '@/lib/passwords/password-rules';

const sorted = (text: string) => [...text].sort().join('');

describe('the grammar of passwordrules', () => {
  test('an ordinary text is read as a whole', () => {
    const rules = parsePasswordRules(
      'minlength: 12; maxlength: 64; required: lower, upper; required: digit; allowed: [-_.!@#]; max-consecutive: 2;',
    );
    expect(rules).toMatchObject({ minLength: 12, maxLength: 64, maxConsecutive: 2 });
    expect(rules?.required.map(sorted)).toEqual([sorted(LOWER + UPPER), sorted(DIGITS)]);
    expect(sorted(rules?.allowed ?? '')).toBe(sorted(`${LOWER}${UPPER}${DIGITS}-_.!@#`));
  });

  test.each([
    ['nothing at all', '', PRINTABLE],
    ['only what is required', 'required: digit', DIGITS],
    ['names in any case', 'ALLOWED: Upper', UPPER],
    ['unicode, which stays printable ASCII', 'allowed: unicode', PRINTABLE],
    ['a class of specials', 'allowed: special', SPECIAL],
    ['a bracket as the last of a class', 'allowed: [ab]]', 'ab]'],
    ['a bracket alone', 'allowed: []]', ']'],
    ['a hyphen in front', 'allowed: [-a]', '-a'],
    ['a hyphen elsewhere, which does not count', 'allowed: [a-c]', 'ac'],
    ['characters beyond ASCII, which do not count', 'allowed: [aäb]', 'ab'],
    ['a class of such characters only', 'allowed: [供应商]', PRINTABLE],
    ['empty properties', 'required:; allowed: digit;;', DIGITS],
    ['any white space', '\n allowed :digit'.replace(' :', ':'), DIGITS],
  ])('%s', (_name, text, allowed) => {
    expect(sorted(parsePasswordRules(text)?.allowed ?? 'null')).toBe(sorted(allowed));
  });

  test('of repeated properties the strictest holds', () => {
    expect(
      parsePasswordRules(
        'minlength: 8; minlength: 10; maxlength: 40; maxlength: 30; max-consecutive: 4; max-consecutive: 3',
      ),
    ).toMatchObject({ minLength: 10, maxLength: 30, maxConsecutive: 3 });
  });

  test.each([
    'allowed: upper,,',
    'allowed: upper,;',
    'allowed: upper [a]',
    'dummy: upper',
    'upper: lower',
    'max-consecutive: [ABC]',
    'max-consecutive: 1+1',
    'max-consecutive: 供',
    'required: 1',
    'required: A',
    'required: required: upper',
    'required: [abc',
    'minlength: eight',
    'minlength 8',
  ])('an error anywhere makes the whole text worthless: %s', (text) => {
    expect(parsePasswordRules(text)).toBeNull();
  });

  test('any text is answered, and soon', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        parsePasswordRules(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what is written out of classes is read back as the same classes', () => {
    const named = fc.constantFrom('upper', 'lower', 'digit', 'special', '[abc]', '[-_!]', '[]]');
    fc.assert(
      fc.property(
        fc.array(fc.array(named, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 99 }),
        (required, minimum) => {
          const text = `${required.map((classes) => `required: ${classes.join(', ')}`).join('; ')}; minlength: ${minimum}`;
          const rules = parsePasswordRules(text);
          expect(rules?.required).toHaveLength(required.length);
          expect(rules?.minLength).toBe(minimum);
          for (const set of rules?.required ?? [])
            expect([...set].every((one) => rules?.allowed.includes(one))).toBe(true);
        },
      ),
    );
  });
});
