import { ItemChanges } from '../item-change';
import type { OpField, OpItem, OpSection } from './op-item';

/** What a change of our fields is in an item as the command spells it. */
export const opItemChanges = new ItemChanges<OpItem, OpField, OpSection>({
  titleOf: ({ label }) => label ?? '',
  sectionOf: ({ section }) => section?.id ?? null,
  typeOf: ({ type }) => type,
  isPassword: ({ id, purpose, section }) => purpose === 'PASSWORD' || (id === 'password' && !section),
  newField: ({ id, title, concealed }, section, value) => ({
    id,
    type: concealed ? 'CONCEALED' : 'STRING',
    label: title,
    value,
    ...(section ? { section } : { purpose: 'PASSWORD' }),
  }),
  newSection: (id, title) => ({ id, label: title }),
  // The command computes these from the rest: the code by the clock, the strength, and the field's address.
  comparable: ({ totp, entropy, password_details, reference, value, ...rest }) => ({
    ...rest,
    value: value ?? '',
  }),
  // What the apps show below the title is computed, too; of a login it is the username.
  moving: ['version', 'updated_at', 'last_edited_by', 'additional_information'],
});
