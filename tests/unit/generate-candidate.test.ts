import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CandidatePolicy, candidatePolicy, type PolicySources } from '@/lib/passwords/candidate-policy';
import { DIGITS, LOWER, UPPER } from '@/lib/passwords/character-classes';
import { generateCandidate } from '@/lib/passwords/generate-candidate';
import { readPolicyText } from '@/lib/passwords/policy-text-policy';

const FORM = { minLength: null, maxLength: null, pattern: null, passwordRules: null, policyText: null };
const form = (change: Partial<typeof FORM> | Record<string, unknown>): PolicySources => ({
  form: { ...FORM, ...change },
});

function passwordFor(sources: PolicySources): string {
  const made = generateCandidate(randomBytes, candidatePolicy(sources));
  if (!made.ok) throw new Error(made.reason);
  return made.password.reveal();
}
const refusalFor = (sources: PolicySources) => {
  const made = generateCandidate(randomBytes, candidatePolicy(sources));
  return made.ok ? null : made.reason;
};

describe('candidates', () => {
  test('without any rules: 24 characters of four kinds, a letter or digit at both ends', () => {
    for (let round = 0; round < 200; round += 1) {
      const password = passwordFor({});
      expect(password).toMatch(
        /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[-_.!])[A-Za-z0-9][A-Za-z0-9-_.!]{22}[A-Za-z0-9]$/,
      );
    }
  });

  test('whatever the policy, what is made fits it and has 96 bits, or there is a reason', () => {
    const sets = fc.constantFrom(UPPER, LOWER, DIGITS, '-_.!', '#$%', 'abc');
    const policies: fc.Arbitrary<CandidatePolicy> = fc
      .record({
        sets: fc.uniqueArray(sets, { minLength: 1, maxLength: 5 }),
        minLength: fc.integer({ min: 0, max: 40 }),
        maxLength: fc.option(fc.integer({ min: 4, max: 80 })),
        maxConsecutive: fc.option(fc.integer({ min: 1, max: 4 })),
      })
      .map(({ sets: chosen, ...rest }) => ({
        ...rest,
        alphabet: [...new Set(chosen.join(''))].join(''),
        required: chosen,
        pattern: null,
      }));
    fc.assert(
      fc.property(policies, (policy) => {
        const made = generateCandidate(randomBytes, policy);
        if (!made.ok) return made.reason.length > 10;
        const password = made.password.reveal();
        expect(made.bits).toBeGreaterThanOrEqual(96);
        expect(password.length).toBeGreaterThanOrEqual(policy.minLength);
        expect(password.length).toBeLessThanOrEqual(policy.maxLength ?? 128);
        expect([...password].every((character) => policy.alphabet.includes(character))).toBe(true);
        for (const set of policy.required) expect([...password].some((one) => set.includes(one))).toBe(true);
        const run = new RegExp(`(.)\\1{${policy.maxConsecutive ?? 128}}`);
        expect(password).not.toMatch(run);
        return true;
      }),
      { numRuns: 500 },
    );
  });

  test('every character of the alphabet comes equally often', () => {
    const policy: CandidatePolicy = {
      ...candidatePolicy({}),
      required: [],
      alphabet: UPPER + LOWER + DIGITS,
    };
    const counts = new Map<string, number>();
    for (let round = 0; round < 4_000; round += 1) {
      const made = generateCandidate(randomBytes, policy);
      for (const character of made.ok ? made.password.reveal() : '')
        counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const expected = (4_000 * 24) / 62;
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    // 61 degrees of freedom: above 120 in one of 100,000 runs of an even source.
    expect(counts.size).toBe(62);
    expect(chiSquare).toBeLessThan(120);
  });

  test('bytes from the uneven rest of a range are thrown away', () => {
    // 251 stands above 4 x 62 = 248: taken as it is, it would prefer the first characters.
    const bytes = [251, 252, 255, 1];
    let place = 0;
    const made = generateCandidate(
      (size) => Uint8Array.from({ length: size }, () => bytes[place++ % 4] ?? 1),
      {
        ...candidatePolicy({}),
        required: [],
        alphabet: UPPER + LOWER + DIGITS,
      },
    );
    expect(made.ok && made.password.reveal()).toBe('B'.repeat(24));
  });

  test.each([
    ['too short a field', form({ maxLength: 12 }), /12 characters .* bits, and 96 are needed/],
    ['digits only, at most 20', form({ passwordRules: 'allowed: digit; maxlength: 20' }), /bits/],
    ['a minimum above the maximum', form({ minLength: 30, maxLength: 20 }), /at most 20 .* at least 30/],
    ['a pattern that nothing fits', form({ pattern: '[äöü]+' }), /fits the pattern/],
    [
      'a pattern that runs for ever',
      form({ pattern: '((([A-Za-z0-9._!-]+)+)+)+@' }),
      /too long to check|fits the pattern/,
    ],
  ])('%s is refused with the reason', (_name, sources, reason) => {
    expect(refusalFor(sources)).toMatch(reason);
  });

  test('16 characters out of 66 are enough, 15 are not', () => {
    expect(refusalFor(form({ maxLength: 17 }))).toBeNull();
    expect(refusalFor(form({ maxLength: 15 }))).toMatch(/96 are needed/);
  });

  test('an expression that no browser can read is no rule', () => {
    expect(passwordFor(form({ pattern: '[a-' }))).toHaveLength(24);
  });

  test('a pattern without symbols gets none', () => {
    expect(passwordFor(form({ pattern: '[A-Za-z0-9]{8,30}' }))).toMatch(/^[A-Za-z0-9]+$/);
  });

  test('a pattern that demands a rare symbol gets it', () => {
    expect(passwordFor(form({ pattern: '(?=.*[#$%]).{8,64}' }))).toMatch(/[#$%]/);
  });
});

describe('what is known about a site', () => {
  test('the recipe goes before the quirk, the quirk before the form', () => {
    const passwordRules = 'allowed: lower, digit';
    expect(passwordFor({ ...form({ passwordRules }), quirkRules: 'allowed: upper, digit' })).toMatch(
      /^[A-Z0-9]+$/,
    );
    expect(
      passwordFor({
        ...form({ passwordRules }),
        quirkRules: 'allowed: upper',
        recipeRules: 'allowed: [abc], digit; minlength: 40',
      }),
    ).toMatch(/^[abc0-9]{40,}$/);
  });

  test('lengths are the narrowest of all', () => {
    const policy = candidatePolicy({
      ...form({
        minLength: 8,
        maxLength: 40,
        passwordRules: 'minlength: 14; maxlength: 60',
        policyText: 'at least 10 characters',
      }),
      truncatedTo: 32,
    });
    expect(policy).toMatchObject({ minLength: 14, maxLength: 32 });
  });

  test('symbols that the rules demand are used, and no others', () => {
    expect(passwordFor(form({ passwordRules: 'required: upper; required: lower; required: [#$]' }))).toMatch(
      /^[A-Za-z#$]*[#$][A-Za-z#$]*$/,
    );
  });

  test('a rejection is learned from', () => {
    const rejections = ['Password cannot contain special characters.', 'Use at most 20 characters.'];
    expect(passwordFor({ rejections })).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(passwordFor({ rejections: ['Password must contain one special character (@#$%)'] })).toMatch(
      /[@#$%]/,
    );
  });

  test.each([
    ['one special character (@#$%)', '@#$%'],
    ['one special character (!@#$%^&*()).', '!@#$%*^()'],
    ['special characters [!$%]', '!$%'],
    ['allowed symbols: !@#.', '!@#'],
  ])('what ends a list of symbols is none of them: %s', (text, symbols) => {
    expect([...(readPolicyText(text).symbols ?? '')].sort()).toEqual([...symbols].sort());
  });

  test.each([
    ['Use at least 12 characters.', 12, null],
    ['8 to 20 characters', 8, 20],
    ['Between 10 and 64 characters', 10, 64],
    ['Mindestens 10 Zeichen, höchstens 30 Zeichen', 10, 30],
    ['Au moins 9 caractères', 9, null],
    ['Al menos 8 caracteres', 8, null],
    ['Almeno 8 caratteri', 8, null],
    ['Pelo menos 8 caracteres', 8, null],
    ['Minimaal 8 tekens', 8, null],
    ['Co najmniej 8 znaków', 8, null],
    ['8文字以上、32文字以内', 8, 32],
    ['密码长度为8-16位', 8, 16],
    ['12 characters or more', 12, null],
    ['We have 2000 customers and at least 1 office', null, null],
  ])('lengths in words: %s', (text, minLength, maxLength) => {
    expect(readPolicyText(text)).toMatchObject({ minLength, maxLength });
  });

  test.each([
    'one uppercase letter, one lowercase letter, one number and one special character',
    'Großbuchstabe, Kleinbuchstabe, Ziffer, Sonderzeichen',
    'une majuscule, une minuscule, un chiffre, un caractère spécial',
    'una mayúscula, una minúscula, un número y un símbolo',
    'wielka litera, mała litera, cyfra, znak specjalny',
    '大文字、小文字、数字、記号',
    '大写、小写、数字、特殊字符',
  ])('kinds of characters in words: %s', (text) => {
    expect(readPolicyText(text).required).toHaveLength(4);
  });

  test('any text is read without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => void readPolicyText(text)),
      { numRuns: 1_000 },
    );
  });
});
