import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatFieldReference,
  formatSecretReference,
  parseFieldReference,
  parseSecretReference,
} from '@/lib/secrets/secret-reference';

const VAULT = 'xw33qlvug6moegr3wkk5zkenoa';
const ITEM = '7turaasywpymt3jecxoxk5roli';
const id = fc.stringMatching(/^[a-z0-9]{26}$/);
const segment = fc.stringMatching(/^[A-Za-z0-9_.\- ]{1,30}$/).filter((text) => text.trim() !== '');
/** Texts that look nearly right find more than random ones. */
const nearly = fc
  .array(
    fc.oneof(
      fc.constantFrom('op://', 'OP://', '/', '?', 'attribute=', 'otp', ' ', '%20', VAULT),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));

describe('a secret reference', () => {
  it('is two ids, and formatting gives the same text back', () => {
    const text = `op://${VAULT}/${ITEM}`;
    expect(parseSecretReference(text)).toEqual({ ok: true, reference: { vaultId: VAULT, itemId: ITEM } });
    fc.assert(
      fc.property(id, id, (vaultId, itemId) => {
        const reference = { vaultId, itemId };
        expect(parseSecretReference(formatSecretReference(reference))).toEqual({ ok: true, reference });
      }),
    );
  });

  it.each([
    ['', 0, 'start with op://'],
    ['op:/', 4, 'start with op://'],
    ['OP://', 0, 'start with op://'],
    [` op://${VAULT}/${ITEM}`, 0, 'start with op://'],
    ['op://', 5, 'vault id is missing'],
    [`op://${VAULT}`, 31, 'item id is missing'],
    [`op://${VAULT}/`, 32, 'item id is missing'],
    [`op://Automation/${ITEM}`, 5, 'cannot be part of the vault id'],
    [`op://abc/${ITEM}`, 8, '26 characters'],
    [`op://${VAULT}/${ITEM}x`, 58, '26 characters'],
    [`op://${VAULT}/${ITEM} `, 58, '26 characters'],
    [`op://${VAULT}/7tur?asywpymt3jecxoxk5roli`, 36, 'cannot be part of the item id'],
    [`op://${VAULT}/${ITEM}/password`, 58, 'vault and item only'],
    [`op://${VAULT}/${ITEM}/`, 58, 'vault and item only'],
    ['x'.repeat(2000), 1000, 'too long'],
  ])('%s is refused at position %i', (text, position, message) => {
    const parsed = parseSecretReference(text);
    expect(parsed).toMatchObject({
      ok: false,
      error: { position, message: expect.stringContaining(message) },
    });
  });

  it('an upper-case id gets the hint that ids are lower-case', () => {
    const parsed = parseSecretReference(`op://${VAULT.toUpperCase()}/${ITEM}`);
    expect(parsed).toMatchObject({ ok: false, error: { hint: expect.stringContaining('lower case') } });
  });
});

describe('a field reference', () => {
  it.each([
    ['op://v/i/password', { vault: 'v', item: 'i', field: 'password' }],
    [
      'op://My Vault/My.Item/add more/one-time password?attribute=otp',
      {
        vault: 'My Vault',
        item: 'My.Item',
        section: 'add more',
        field: 'one-time password',
        attribute: 'otp',
      },
    ],
    ['op://v/i/f?attribute=totp', { vault: 'v', item: 'i', field: 'f', attribute: 'otp' }],
  ])('%s is read', (text, reference) => {
    expect(parseFieldReference(text)).toEqual({ ok: true, reference });
  });

  it('formatting a parsed reference and parsing it again gives the same', () => {
    const attribute = fc.constantFrom(undefined, 'otp' as const);
    const section = fc.option(segment, { nil: undefined });
    fc.assert(
      fc.property(segment, segment, section, segment, attribute, (vault, item, inSection, field, attr) => {
        const reference = {
          vault,
          item,
          ...(inSection === undefined ? {} : { section: inSection }),
          field,
          ...(attr === undefined ? {} : { attribute: attr }),
        };
        expect(parseFieldReference(formatFieldReference(reference))).toEqual({ ok: true, reference });
      }),
    );
  });

  it.each([
    ['op://a/b', 8, 'field is missing'],
    ['op:///b/c', 5, 'part is empty'],
    ['op://a//c', 7, 'part is empty'],
    ['op://a/b/', 9, 'part is empty'],
    ['op://a/ /c', 7, 'part is empty'],
    ['op://a/b/c/d/e', 12, 'too many parts'],
    ['op://a/b%20c/d', 8, 'cannot be part'],
    ['op://a/bé/d', 8, 'cannot be part'],
    ['op://a/b/c?', 11, 'unknown attribute'],
    ['op://a/b/c?attr=otp', 11, 'unknown attribute'],
    ['op://a/b/c?attribute=otp&x=1', 11, 'unknown attribute'],
    ['a/b/c', 0, 'start with op://'],
  ])('%s is refused at position %i', (text, position, message) => {
    const parsed = parseFieldReference(text);
    expect(parsed).toMatchObject({
      ok: false,
      error: { position, message: expect.stringContaining(message) },
    });
  });
});

describe('any text', () => {
  it('is answered, never thrown at, with a position inside of the text or at its end', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary', maxLength: 3000 })), (text) => {
        for (const parsed of [parseSecretReference(text), parseFieldReference(text)]) {
          if (parsed.ok) continue;
          expect(parsed.error.position).toBeGreaterThanOrEqual(0);
          expect(parsed.error.position).toBeLessThanOrEqual(text.length);
          expect(parsed.error.hint).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of a megabyte is refused for its length before anything else looks at it', () => {
    for (const part of ['/', ' ', 'a', 'op://', '?attribute=']) {
      const text = part.repeat(Math.ceil(1_000_000 / part.length));
      expect(parseSecretReference(text)).toMatchObject({ error: { position: 1000 } });
      expect(parseFieldReference(text)).toMatchObject({ error: { position: 1000 } });
    }
  });
});
