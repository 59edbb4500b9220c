import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { deriveAuthSecret } from '@/lib/crypto/derive';
import { EnvKeyProvider, kekIdOf, parseKek } from '@/lib/crypto/key-provider';
import { DecryptError, KeyUnavailableError } from '@/lib/crypto/open-errors';
import { secretsEqual } from '@/lib/crypto/secrets-equal';
import { newWorkspaceKey, rewrapWorkspaceKey, unwrapWorkspaceKey } from '@/lib/crypto/workspace-key';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';

const kek = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

describe('parseKek', () => {
  it('reads the canonical base64 of 32 bytes', () => {
    expect(parseKek(kek.toString('base64')).equals(kek)).toBe(true);
  });

  it('refuses every other text and never repeats it', () => {
    const base64 = kek.toString('base64');
    const refused = [
      '',
      ` ${base64}`,
      `${base64}\n`,
      base64.slice(0, -1),
      base64.replaceAll('=', ''),
      // The two unused bits of the last digit set: the same bytes, a second spelling.
      `${base64.slice(0, 42)}9=`,
      randomBytes(32).fill(0xfb).toString('base64url'),
      kek.toString('hex'),
      randomBytes(31).toString('base64'),
      randomBytes(33).toString('base64'),
    ];
    for (const text of refused) {
      expect(() => parseKek(text)).toThrow(/^a master key is the base64 of exactly 32 bytes$/);
    }
  });

  it('refuses 32 equal bytes', () => {
    expect(() => parseKek(Buffer.alloc(32).toString('base64'))).toThrow('random');
    expect(() => parseKek(Buffer.alloc(32, 0x61).toString('base64'))).toThrow('random');
  });
});

describe('a key provider', () => {
  it('names a master key by 8 hex digits of a digest', () => {
    // printf 'kek-id' and bytes 00..1f | sha256sum
    expect(kekIdOf(kek)).toBe('63482630');
    expect(new EnvKeyProvider(kek).currentKekId).toBe('63482630');
  });

  it('wraps fresh workspace keys, every one different', async () => {
    const provider = new EnvKeyProvider(kek);
    const workspaceId = newId();
    const first = await newWorkspaceKey(provider, workspaceId);
    const second = await newWorkspaceKey(provider, workspaceId, 2);
    expect(first).toMatchObject({ workspaceId, version: 1, kekId: provider.currentKekId });
    expect(second.version).toBe(2);
    const keys = await Promise.all([first, second].map((row) => unwrapWorkspaceKey(provider, row)));
    expect(keys.map(({ key }) => key.symmetricKeySize)).toEqual([32, 32]);
    expect(new Set(keys.map(({ key }) => key.export().toString('hex'))).size).toBe(2);
  });

  it('refuses a wrapped key moved to another workspace or version', async () => {
    const provider = new EnvKeyProvider(kek);
    const row = await newWorkspaceKey(provider, newId());
    for (const moved of [
      { ...row, workspaceId: newId() },
      { ...row, version: 2 },
    ]) {
      await expect(unwrapWorkspaceKey(provider, moved)).rejects.toThrow(DecryptError);
    }
  });

  it('keeps workspace keys readable through a change of the master key', async () => {
    const next = randomBytes(32);
    const workspaceId = newId();
    const staged = new EnvKeyProvider(kek, [next]);
    const row = await newWorkspaceKey(staged, workspaceId);
    expect(row.kekId).toBe(kekIdOf(kek));
    const switched = new EnvKeyProvider(next, [kek]);
    expect(switched.loadedKekIds).toEqual([kekIdOf(next), kekIdOf(kek)]);
    const rewrapped = await rewrapWorkspaceKey(switched, row);
    expect(rewrapped.kekId).toBe(kekIdOf(next));
    const finished = new EnvKeyProvider(next);
    const before = await unwrapWorkspaceKey(staged, row);
    const after = await unwrapWorkspaceKey(finished, rewrapped);
    expect(after.key.equals(before.key)).toBe(true);
    await expect(unwrapWorkspaceKey(finished, row)).rejects.toThrow(KeyUnavailableError);
    await expect(unwrapWorkspaceKey(switched, { ...row, kekId: kekIdOf(next) })).rejects.toThrow(
      DecryptError,
    );
  });

  it('refuses the same master key twice', () => {
    expect(() => new EnvKeyProvider(kek, [kek])).toThrow('twice');
  });

  it('shows no master key when printed', () => {
    const shown = inspect(new EnvKeyProvider(kek), { depth: 9, showHidden: true });
    expect(shown).not.toContain(kek.toString('hex'));
    expect(shown).not.toContain('00 01 02');
  });
});

describe('the auth secret', () => {
  it('is always the same for one master key and another for another', () => {
    // Python: hmac.new(hmac.new(bytes(32), kek, sha256).digest(), b"latchkey/v1/auth-secret\x01", sha256)
    expect(deriveAuthSecret(kek).reveal()).toBe('XroG52CK8PTUrpTXohbsTSNveurj5YgfbdjRrmG8BLo');
    expect(deriveAuthSecret(randomBytes(32)).reveal()).not.toBe(deriveAuthSecret(kek).reveal());
  });
});

describe('secretsEqual', () => {
  it('is true for equal texts only, whatever their lengths', () => {
    expect(secretsEqual(Secret.of('abc'), Secret.of('abc'))).toBe(true);
    expect(secretsEqual(Secret.of(''), Secret.of(''))).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '', 'ABC', 'abc ']) {
      expect(secretsEqual(Secret.of('abc'), Secret.of(other))).toBe(false);
    }
    expect(secretsEqual(Secret.of('\ud800'), Secret.of('\ufffd'))).toBe(false);
  });
});
