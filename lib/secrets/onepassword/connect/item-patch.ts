import { ItemChanges } from '../item-change';
import type { ConnectField, ConnectItem, ConnectSection } from './connect-item';

export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  path: string;
  value?: unknown;
}

/** What a change of our fields is in an item as Connect spells it. */
export const connectItemChanges = new ItemChanges<ConnectItem, ConnectField, ConnectSection>({
  titleOf: ({ label }) => label ?? '',
  sectionOf: ({ section }) => section?.id ?? null,
  typeOf: ({ type }) => type ?? '',
  isPassword: ({ id, purpose, section }) => purpose === 'PASSWORD' || (id === 'password' && !section),
  newField: ({ id, title, concealed }, section, value) => ({
    id,
    label: title,
    type: concealed ? 'CONCEALED' : 'STRING',
    value,
    ...(section ? { section: { id: section.id } } : { purpose: 'PASSWORD' }),
  }),
  newSection: (id, title) => ({ id, label: title }),
  // A code moves with the clock, and the strength of a password is computed by the server.
  comparable: ({ totp: _code, entropy: _strength, value, ...rest }) => ({ ...rest, value: value ?? '' }),
  moving: ['version', 'updatedAt', 'lastEditedBy'],
});

/**
 * Pure: the operations that turn `before` into `after`. They name no more than what differs: fields by id, and the
 * list of sections as the one attribute that it is, since the API documents no path to a single section.
 */
export function patchBetween(before: ConnectItem, after: ConnectItem): PatchOperation[] {
  const kept = new Set(after.fields.map((field) => field.id));
  const removed = before.fields.filter((field) => !kept.has(field.id));
  return [
    ...removed.map(({ id }) => ({ op: 'remove' as const, path: pointer('fields', id) })),
    ...sectionsPatch(before.sections, after.sections),
    ...after.fields.flatMap((field) =>
      fieldPatch(
        before.fields.find((one) => one.id === field.id),
        field,
      ),
    ),
  ];
}

function sectionsPatch(before: ConnectSection[], after: ConnectSection[]): PatchOperation[] {
  if (before.length === after.length && before.every((section, place) => section === after[place])) return [];
  return [{ op: before.length === 0 ? 'add' : 'replace', path: '/sections', value: after }];
}

function fieldPatch(before: ConnectField | undefined, after: ConnectField): PatchOperation[] {
  if (!before) return [{ op: 'add', path: '/fields', value: after }];
  if (before.value === after.value) return [];
  // An empty field has no value to replace (RFC 6902 section 4.3).
  const op = before.value == null ? 'add' : 'replace';
  return [{ op, path: pointer('fields', after.id, 'value'), value: after.value }];
}

/** RFC 6901: ids may hold anything, slashes too. */
function pointer(...tokens: string[]): string {
  return tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
