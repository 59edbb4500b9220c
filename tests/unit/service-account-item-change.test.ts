import { describe, expect, it } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { ROTATION_SECTION } from '@/lib/secrets/onepassword/item-change';
import { sdkItemChanges as changes } from '@/lib/secrets/onepassword/service-account/item-change';
import type { SdkItem } from '@/lib/secrets/onepassword/service-account/sdk-item';
import { writeFieldsOf } from '@/lib/secrets/onepassword/service-account/write-fields';

const field = (id: string, value: string, sectionId: string | null = null) => ({
  id,
  title: id,
  sectionId,
  fieldType: 'Concealed',
  value,
  details: null,
});
const ITEM: SdkItem = {
  id: 'item',
  title: 'Login',
  category: 'Login',
  vaultId: 'vault',
  fields: [field('username', 'ada'), field('password', 'old'), field('pin', '1234', 'bank')],
  sections: [{ id: 'bank', title: 'Bank' }],
  websites: [{ url: 'https://a.example', label: 'website', autofillBehavior: 'Never' }],
  notes: 'a note',
  version: 3,
  updatedAt: new Date(0),
};
const STAGE = { pendingPassword: Secret.of('next'), rotationMarker: 'r-1' };

describe('a change of fields', () => {
  it('adds the section once, whatever is written into it', () => {
    const staged = changes.apply(changes.apply(ITEM, { rotationMarker: 'r-0' }), STAGE);
    expect(staged.sections.filter(({ title }) => title === ROTATION_SECTION)).toHaveLength(1);
    expect(staged.fields).toHaveLength(5);
    expect(changes.isHeldBy(staged, STAGE)).toBe(true);
    expect(changes.isAllThatDiffers(ITEM, staged, STAGE)).toBe(true);
  });

  it('removes the section with its last field', () => {
    const cleared = changes.apply(changes.apply(ITEM, STAGE), {
      pendingPassword: null,
      rotationMarker: null,
    });
    expect(cleared).toEqual(ITEM);
  });

  it('finds its fields by their titles, in case 1Password gave them other ids', () => {
    const staged = changes.apply(ITEM, STAGE);
    const renamed = JSON.parse(
      JSON.stringify(staged)
        .replaceAll('automation_rotation', 'Section_77')
        .replaceAll('pending_password', 'f77'),
    );
    const again = changes.apply(renamed, { pendingPassword: Secret.of('third') });
    expect(again.fields).toHaveLength(5);
    expect(changes.isHeldBy(again, { pendingPassword: Secret.of('third'), rotationMarker: 'r-1' })).toBe(
      true,
    );
  });

  it('does not take a field of another section for its own', () => {
    const lookalike = {
      ...ITEM,
      fields: [...ITEM.fields, { ...field('x', 'theirs', 'bank'), title: 'pending password' }],
    };
    expect(changes.apply(lookalike, { pendingPassword: null })).toEqual(lookalike);
  });

  it('adds the password to a login that has none', () => {
    const bare = { ...ITEM, fields: [field('username', 'ada')] };
    const change = { password: Secret.of('first') };
    expect(changes.isHeldBy(changes.apply(bare, change), change)).toBe(true);
  });

  it('that is not there, or is there in part, is noticed', () => {
    expect(changes.isHeldBy(ITEM, STAGE)).toBe(false);
    expect(changes.isHeldBy(changes.apply(ITEM, { rotationMarker: 'r-1' }), STAGE)).toBe(false);
    expect(changes.isHeldBy(ITEM, { password: Secret.of('next') })).toBe(false);
    expect(changes.isHeldBy(changes.apply(ITEM, STAGE), { pendingPassword: null })).toBe(false);
  });
});

describe('a write that loses something of the item', () => {
  const losses: Array<[string, SdkItem]> = [
    ['a field', { ...ITEM, fields: ITEM.fields.slice(0, 2) }],
    [
      'a value',
      { ...ITEM, fields: ITEM.fields.map((one) => (one.id === 'pin' ? { ...one, value: '' } : one)) },
    ],
    ['a type', { ...ITEM, fields: ITEM.fields.map((one) => ({ ...one, fieldType: 'Text' })) }],
    ['a section title', { ...ITEM, sections: [{ id: 'bank', title: '' }] }],
    [
      'an autofill behaviour',
      {
        ...ITEM,
        websites: [{ ...ITEM.websites[0], url: 'https://a.example', autofillBehavior: 'AnywhereOnWebsite' }],
      },
    ],
    ['the note', { ...ITEM, notes: '' }],
    ['a member that we do not know', { ...ITEM, passkey: 'gone' }],
    [
      'the password, when it was not to change',
      { ...ITEM, fields: ITEM.fields.map((one) => (one.id === 'password' ? { ...one, value: 'x' } : one)) },
    ],
  ];

  it.each(losses)('%s is reported and not taken for success', async (_name, lossy) => {
    let stored = ITEM;
    const access = {
      read: async () => stored,
      put: async (item: SdkItem) => {
        const kept = changes.apply(lossy, STAGE);
        stored = { ...kept, version: item.version + 1 };
      },
    };
    await expect(writeFieldsOf(access, 3, STAGE, systemClock)).rejects.toMatchObject({ kind: 'lossy' });
  });

  it('is told apart from a person who wrote at the same time', async () => {
    let stored = ITEM;
    const access = {
      read: async () => stored,
      put: async (item: SdkItem) => {
        stored = { ...item, notes: 'by a person', version: item.version + 2 };
      },
    };
    await expect(writeFieldsOf(access, 3, STAGE, systemClock)).rejects.toMatchObject({ kind: 'conflict' });
  });
});
