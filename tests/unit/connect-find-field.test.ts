import { describe, expect, it } from 'vitest';
import { connectItemSchema } from '@/lib/secrets/onepassword/connect/connect-item';
import { valueOfField } from '@/lib/secrets/onepassword/connect/find-field';

const ITEM = connectItemSchema.parse({
  id: 'i',
  version: 1,
  vault: { id: 'v' },
  category: 'LOGIN',
  updatedAt: '2020-11-10T14:05:53Z',
  sections: [{ id: 'one', label: 'Bank' }, { id: 'two', label: 'Shop' }, { id: 'add more' }],
  fields: [
    { id: 'username', purpose: 'USERNAME', label: 'username', value: 'ada' },
    { id: 'password', purpose: 'PASSWORD', label: 'Kennwort', value: 'main' },
    { id: 'a', section: { id: 'one' }, label: 'password', value: 'bank' },
    { id: 'b', section: { id: 'one' }, label: 'PIN', value: '1' },
    { id: 'c', section: { id: 'two' }, label: 'PIN', value: '2' },
    { id: 'd', section: { id: 'two' }, label: 'pin code', value: '3' },
    {
      id: 'TOTP_x',
      section: { id: 'add more' },
      type: 'OTP',
      label: 'one-time password',
      value: 'S',
      totp: '7',
    },
    { id: 'TOTP_y', section: { id: 'two' }, type: 'OTP', label: 'broken', value: 'S' },
    { id: 'e', label: 'empty' },
  ],
});

const valueAt = (field: string, section?: string, attribute?: 'otp') =>
  valueOfField(ITEM, {
    vault: 'v',
    item: 'i',
    field,
    ...(section === undefined ? {} : { section }),
    ...(attribute === undefined ? {} : { attribute }),
  }).reveal();
const kindOf = (...reference: Parameters<typeof valueAt>) => {
  try {
    return valueAt(...reference);
  } catch (error) {
    return error instanceof Error && 'kind' in error ? error.kind : error;
  }
};

describe('a field of an item', () => {
  it('is found by its id before its label, and by its exact label before others', () => {
    expect(valueAt('password')).toBe('main');
    expect(valueAt('kennwort')).toBe('main');
    expect(valueAt('Pin Code')).toBe('3');
    expect(valueAt('empty')).toBe('');
  });

  it('is found within the section that is named by id or title', () => {
    expect([valueAt('PIN', 'Bank'), valueAt('PIN', 'two'), valueAt('pin', 'SHOP')]).toEqual(['1', '2', '2']);
    expect(valueAt('password', 'Bank')).toBe('bank');
    expect(kindOf('password', 'Shop')).toBe('not_found');
    expect(kindOf('PIN', 'Nowhere')).toBe('not_found');
  });

  it('is not guessed when there is more than one', () => {
    expect(kindOf('PIN')).toBe('ambiguous');
    expect(kindOf('nothing')).toBe('not_found');
  });

  it('gives its code, not its seed, when asked for one', () => {
    expect(valueAt('one-time password', undefined, 'otp')).toBe('7');
    expect(kindOf('broken', undefined, 'otp')).toBe('unsupported');
    expect(kindOf('username', undefined, 'otp')).toBe('unsupported');
  });
});
