import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { open, openSecret } from '@/lib/crypto/open';
import { DecryptError, KeyUnavailableError } from '@/lib/crypto/open-errors';
import type { Sealed, SealedColumn } from '@/lib/crypto/purpose';
import { OVERHEAD_BYTES } from '@/lib/crypto/record-header';
import { type SealContext, seal } from '@/lib/crypto/seal';
import type { WorkspaceKey } from '@/lib/crypto/workspace-key';
import { workspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';

const workspaceId = newId();
const key = freshKey(workspaceId, 1);
const keyring = workspaceKeyring(key);
const context: SealContext<'conn-token'> = {
  purpose: 'conn-token',
  table: 'secret_provider',
  column: 'token',
  rowId: newId(),
};

function freshKey(workspace: string, version: number): WorkspaceKey {
  return { workspaceId: workspace, version, key: createSecretKey(randomBytes(32)) };
}

describe('seal and open', () => {
  it('give back any bytes, 54 bytes longer in between', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.option(fc.maxSafeNat()), (bytes, generation) => {
        const cell = generation === null ? context : { ...context, generation };
        const blob = seal(key, cell, Buffer.from(bytes));
        expect(blob.length).toBe(bytes.length + OVERHEAD_BYTES);
        expect(open(keyring, cell, blob).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(OVERHEAD_BYTES).toBe(54);
  });

  it('give back any well-formed text, a leading byte order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const marked = `\ufeff${text}`;
        expect(openSecret(keyring, context, seal(key, context, Secret.of(marked))).reveal()).toBe(marked);
      }),
      { numRuns: 200 },
    );
  });

  it('refuse to seal a lone surrogate instead of changing it', () => {
    expect(() => seal(key, context, Secret.of('pa\ud800ss'))).toThrow('well-formed');
  });

  it('refuse to read bytes that are no text as a secret', () => {
    const blob = seal(key, context, Buffer.from([0xff, 0xfe]));
    expect(() => openSecret(keyring, context, blob)).toThrow(DecryptError);
  });

  it('leave a sealed buffer of the caller as it was', () => {
    const plaintext = Buffer.from('still here');
    seal(key, context, plaintext);
    expect(plaintext.toString()).toBe('still here');
  });

  it('do not let a blob for one purpose stand where another is expected', () => {
    expectTypeOf<Uint8Array<ArrayBuffer>>().not.toExtend<Sealed<'conn-token'>>();
    expectTypeOf<Sealed<'webhook'>>().not.toExtend<SealedColumn<'conn-token'>>();
    expectTypeOf<Uint8Array>().toExtend<SealedColumn<'conn-token'>>();
    expectTypeOf<'wk'>().not.toExtend<SealContext<'conn-token'>['purpose']>();
  });

  it('name a cell by lower-case UUIDs and snake-case names only', () => {
    for (const wrong of [
      { ...context, rowId: context.rowId.toUpperCase() },
      { ...context, rowId: '1' },
      { ...context, table: 'secret-provider' },
      { ...context, column: '' },
      { ...context, generation: -1 },
      { ...context, generation: 0.5 },
      { ...context, part: 'login' },
      { ...context, parentId: newId() },
      { ...context, parentId: newId(), part: 'Login' },
    ]) {
      expect(() => seal(key, wrong, Secret.of('x'))).toThrow('invariant broken');
    }
  });
});

describe('a sealed value', () => {
  const blob = seal(key, context, Secret.of('token of this row'));

  it('opens in no other row, column, table, generation or purpose', () => {
    const others: SealContext<'conn-token'>[] = [
      { ...context, rowId: newId() },
      { ...context, column: 'previous_token' },
      { ...context, table: 'vault_entry' },
      { ...context, generation: 0 },
      { ...context, generation: 1 },
      // Same characters, other boundary: what the length prefixes are for.
      { ...context, table: 'secret_providert', column: 'oken' },
    ];
    for (const other of others) expect(() => open(keyring, other, blob)).toThrow(DecryptError);
    expect(() => open(keyring, { ...context, purpose: 'webhook' }, Uint8Array.from(blob))).toThrow(
      DecryptError,
    );
  });

  it('that is a part of a row opens as that part, read through that parent, and as nothing else', () => {
    const part = { ...context, parentId: newId(), part: 'login' };
    const partBlob = seal(key, part, Secret.of('a part'));
    expect(openSecret(keyring, part, partBlob).reveal()).toBe('a part');
    const others: SealContext<'conn-token'>[] = [
      context,
      { ...part, parentId: newId() },
      { ...part, part: 'secret/login' },
      { ...part, part: 'logi' },
    ];
    for (const other of others) expect(() => open(keyring, other, partBlob)).toThrow(DecryptError);
    expect(() => open(keyring, part, blob)).toThrow(DecryptError);
  });

  it('does not open in another workspace, not even one that shares the key', () => {
    const other = newId();
    expect(() => open(workspaceKeyring(freshKey(other, 1)), context, blob)).toThrow(DecryptError);
    expect(() => open(workspaceKeyring({ ...key, workspaceId: other }), context, blob)).toThrow(DecryptError);
  });

  it('does not open in the row of a value it was swapped with', () => {
    const neighbour = { ...context, rowId: newId() };
    const neighbourBlob = seal(key, neighbour, Secret.of('token of the next row'));
    expect(() => open(keyring, context, neighbourBlob)).toThrow(DecryptError);
    expect(() => open(keyring, neighbour, blob)).toThrow(DecryptError);
  });

  it('keeps opening after a newer key became active, and is told apart by version alone', () => {
    const second = freshKey(workspaceId, 2);
    const both = workspaceKeyring(second, [key]);
    const newer = seal(both.active, context, Secret.of('newer'));
    expect(openSecret(both, context, blob).reveal()).toBe('token of this row');
    expect(openSecret(both, context, newer).reveal()).toBe('newer');
    const crossed = workspaceKeyring({ ...second, version: 1 }, [{ ...key, version: 2 }]);
    expect(() => open(crossed, context, blob)).toThrow(DecryptError);
    expect(() => open(crossed, context, newer)).toThrow(DecryptError);
  });

  it('reports a key version that is not loaded as unavailable, not as damaged', () => {
    const later = workspaceKeyring(freshKey(workspaceId, 2));
    expect(() => open(later, context, blob)).toThrow(KeyUnavailableError);
    expect(new KeyUnavailableError('x').code).toBe('KEY_UNAVAILABLE');
  });

  it('shares no salt or nonce with any of 20,000 others', () => {
    const seen = new Set<string>();
    const plaintext = Buffer.from('same');
    for (let index = 0; index < 20_000; index += 1) {
      const sealed = Buffer.from(seal(key, context, plaintext));
      seen.add(sealed.toString('hex', 10, 26)).add(sealed.toString('hex', 26, 38));
    }
    expect(seen.size).toBe(40_000);
  });
});

describe('a keyring', () => {
  it('holds one workspace and each version once', () => {
    expect(() => workspaceKeyring(key, [freshKey(newId(), 2)])).toThrow('one workspace');
    expect(() => workspaceKeyring(key, [freshKey(workspaceId, 1)])).toThrow('once');
  });

  it('does not show key bytes when serialised', () => {
    const bytes = key.key.export();
    const shown = JSON.stringify({ key, keyring });
    expect(shown).not.toContain(bytes.toString('hex'));
    expect(shown).not.toContain(bytes.toString('base64'));
    expect(shown).not.toContain(JSON.stringify([...bytes]).slice(1, -1));
  });
});
