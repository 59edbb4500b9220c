import { describe, expect, it } from 'vitest';
import {
  unreadableEntries,
  vaultChanges,
} from '@/app/w/[workspace]/settings/integrations/_connection/token-changes';
import { tokenReplacement } from '@/lib/contract/secret-provider';

const access = (read: boolean, write: 'yes' | 'no' | 'unknown') => ({ read, write });

const replacement = tokenReplacement.parse({
  applied: false,
  vaults: [
    { id: 'same', title: 'Same', before: access(true, 'no'), after: access(true, 'no') },
    { id: 'gained', title: 'Gained', before: null, after: access(true, 'unknown') },
    { id: 'changed', title: 'Changed', before: access(true, 'no'), after: access(true, 'yes') },
    { id: 'lost', title: 'Lost', before: access(true, 'yes'), after: null },
    { id: 'closed', title: 'Closed', before: access(true, 'no'), after: access(false, 'no') },
    { id: 'never', title: 'Never', before: null, after: access(false, 'unknown') },
  ],
  entries: [
    {
      id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01',
      permissioned_user_id: 'a',
      domain: 'https://a.example',
      readable: true,
      reason: null,
    },
    {
      id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b02',
      permissioned_user_id: 'b',
      domain: 'https://b.example',
      readable: false,
      reason: 'The item is in a vault this token cannot see.',
    },
  ],
});

describe('what a new token changes', () => {
  it('is told per vault, losses first', () => {
    expect(vaultChanges(replacement).map(({ id, kind }) => [id, kind])).toEqual([
      ['lost', 'lost'],
      ['closed', 'lost'],
      ['changed', 'changed'],
      ['gained', 'gained'],
      ['same', 'same'],
      ['never', 'same'],
    ]);
  });

  it('is told with what was and what will be', () => {
    const words = Object.fromEntries(vaultChanges(replacement).map((change) => [change.id, change.words]));
    expect(words).toMatchObject({
      changed: 'read and write, was read only',
      gained: 'read, write unknown',
      lost: 'no access any more, was read and write',
    });
  });

  it('names exactly the entries that stop working', () => {
    expect(unreadableEntries(replacement).map((entry) => entry.permissioned_user_id)).toEqual(['b']);
  });
});
