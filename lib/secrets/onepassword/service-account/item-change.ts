import { ItemChanges } from '../item-change';
import type { SdkField, SdkItem } from './sdk-item';

/** What a change of our fields is in an item as the SDK spells it. */
export const sdkItemChanges = new ItemChanges<SdkItem, SdkField, SdkItem['sections'][number]>({
  titleOf: ({ title }) => title,
  sectionOf: ({ sectionId }) => sectionId || null,
  typeOf: ({ fieldType }) => fieldType,
  isPassword: ({ id, sectionId }) => id === 'password' && !sectionId,
  newField: ({ id, title, concealed }, section, value) => ({
    id,
    title,
    fieldType: concealed ? 'Concealed' : 'Text',
    value,
    ...(section ? { sectionId: section.id } : {}),
    details: null,
  }),
  newSection: (id, title) => ({ id, title }),
  comparable: ({ details, sectionId, ...rest }) => ({
    ...rest,
    // Whether a built-in field has an empty section or none means the same; a one-time code moves with the clock.
    sectionId: sectionId || null,
    details: rest.fieldType === 'Totp' ? null : (details ?? null),
  }),
  moving: ['version', 'updatedAt'],
});
