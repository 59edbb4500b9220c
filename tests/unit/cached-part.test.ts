import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { workspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { newId } from '@/lib/kernel/id';
import { type CachedCell, preparePart, sealPart } from '@/lib/resolver/cached-part';

const workspaceId = newId();
const key = (version: number) => ({ workspaceId, version, key: createSecretKey(randomBytes(32)) });
const first = key(1);
const keyring = workspaceKeyring(first);
const keysOf = (loaded: typeof keyring, newest = loaded): WorkspaceKeys => ({
  keyring: async () => loaded,
  refresh: async () => newest,
  provision: () => Promise.reject(new Error('not here')),
});
const cell: CachedCell = {
  workspaceId,
  entryId: newId(),
  part: 'login',
  providerId: newId(),
  providerGeneration: 3,
  entryGeneration: 7,
};
const openPart = async (...args: Parameters<typeof preparePart>) => (await preparePart(...args))();
const resolvedAt = new Date('2026-11-25T12:00:00.000Z');
const value = { username: 'a', password: 'canary' };
const sealed = sealPart(keyring, cell, resolvedAt, value);

test('a cached value comes back as it was, as often as it is opened', async () => {
  const open = await preparePart(keysOf(keyring), cell, resolvedAt, sealed);
  expect([open(), open()]).toEqual([value, value]);
  expect(await openPart(keysOf(keyring), cell, resolvedAt, sealed)).toEqual(value);
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('canary');
});

describe('a cached value does not open for another', () => {
  test.each<[string, Partial<CachedCell>]>([
    ['entry', { entryId: newId() }],
    ['connection', { providerId: newId() }],
    ['field', { part: 'secret/pin' }],
    ['generation of its connection', { providerGeneration: 4 }],
    ['generation of its entry', { entryGeneration: 8 }],
  ])('%s', async (_what, change) => {
    await expect(openPart(keysOf(keyring), { ...cell, ...change }, resolvedAt, sealed)).rejects.toThrow(
      'cannot be opened',
    );
  });

  test('workspace', async () => {
    const foreign = workspaceKeyring({ ...first, workspaceId: newId() });
    await expect(openPart(keysOf(foreign), cell, resolvedAt, sealed)).rejects.toThrow('cannot be opened');
  });

  test('time than the one it was read at', async () => {
    const later = new Date(resolvedAt.getTime() + 1);
    await expect(openPart(keysOf(keyring), cell, later, sealed)).rejects.toThrow('cannot be opened');
  });
});

test('a value under a key that another process made a moment ago is opened after loading that key', async () => {
  const second = key(2);
  const newest = workspaceKeyring(second, [first]);
  const newer = sealPart(newest, cell, resolvedAt, value);
  expect(await openPart(keysOf(keyring, newest), cell, resolvedAt, newer)).toEqual(value);
});
