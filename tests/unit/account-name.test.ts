import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bearsName } from '@/lib/browser/account-name';
import { Secret } from '@/lib/kernel/secret';

const bears = (text: string, name: string) => bearsName(text, Secret.of(name));

test('a name is found as a word of its own, whatever signs it has', () => {
  for (const name of [
    'ada',
    'mary-jane',
    'robot-0-ab12@acme.example',
    'o’neill+ops',
    'a/b\\c',
    '(x)[y]{z}|^$.*?',
  ]) {
    expect(bears(`Signed in as ${name.toUpperCase()}.`, name), name).toBe(true);
  }
  expect(bears('Canada', 'ada')).toBe(false);
  expect(bears('mary jane', 'mary-jane')).toBe(false);
  expect(bears('anyone', ' ')).toBe(false);
});

test('no name makes the look for it fail', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), (name, text) => {
      expect(typeof bears(text, name)).toBe('boolean');
    }),
  );
});
