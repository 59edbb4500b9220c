import { isDeepStrictEqual } from 'node:util';
import { secretsEqual } from '@/lib/crypto/secrets-equal';
import { Secret } from '@/lib/kernel/secret';
import type { FieldChange } from '@/lib/secrets/provider';
import type { SdkField, SdkItem } from './sdk-item';

export const ROTATION_SECTION = 'Automation (rotation)';
const SECTION_ID = 'automation_rotation';
const PENDING = { id: 'pending_password', title: 'pending password', fieldType: 'Concealed' } as const;
const MARKER = { id: 'rotation', title: 'rotation', fieldType: 'Text' } as const;
type OwnField = typeof PENDING | typeof MARKER;

/** Pure: the item with our fields changed and nothing else. An undefined member of `change` leaves its field alone. */
export function applyChange(item: SdkItem, change: FieldChange): SdkItem {
  let changed = item;
  if (change.password) changed = withPassword(changed, change.password.reveal());
  if (change.pendingPassword !== undefined) {
    changed = withOwnField(changed, PENDING, change.pendingPassword?.reveal() ?? null);
  }
  if (change.rotationMarker !== undefined) changed = withOwnField(changed, MARKER, change.rotationMarker);
  return withoutEmptyOwnSection(changed);
}

/** Whether `written` holds exactly what `change` asked for. */
export function holdsChange(written: SdkItem, change: FieldChange): boolean {
  const { password, pendingPassword, rotationMarker } = change;
  if (password && !sameValue(passwordField(written), password)) return false;
  if (pendingPassword !== undefined && !sameValue(ownField(written, PENDING), pendingPassword)) return false;
  if (rotationMarker === undefined) return true;
  return sameValue(ownField(written, MARKER), rotationMarker === null ? null : Secret.of(rotationMarker));
}

/** Whether two versions differ only in what is ours to write. This is what finds a write that lost something. */
export function sameApartFromOurs(before: SdkItem, after: SdkItem, change: FieldChange): boolean {
  return isDeepStrictEqual(withoutOurs(before, change), withoutOurs(after, change));
}

function withPassword(item: SdkItem, value: string): SdkItem {
  const field = passwordField(item);
  if (field) return { ...item, fields: item.fields.map((one) => (one === field ? { ...one, value } : one)) };
  const added: SdkField = { id: 'password', title: 'password', fieldType: 'Concealed', value, details: null };
  return { ...item, fields: [...item.fields, added] };
}

function withOwnField(item: SdkItem, own: OwnField, value: string | null): SdkItem {
  const present = ownField(item, own);
  const others = item.fields.filter((field) => field !== present);
  if (value === null) return { ...item, fields: others };
  if (present) {
    return { ...item, fields: item.fields.map((one) => (one === present ? { ...one, value } : one)) };
  }
  const section = ownSection(item);
  const sectionId = section?.id ?? SECTION_ID;
  const sections = section ? item.sections : [...item.sections, { id: sectionId, title: ROTATION_SECTION }];
  return { ...item, sections, fields: [...others, { ...own, sectionId, value, details: null }] };
}

function withoutEmptyOwnSection(item: SdkItem): SdkItem {
  const section = ownSection(item);
  if (!section || item.fields.some((field) => field.sectionId === section.id)) return item;
  return { ...item, sections: item.sections.filter((one) => one !== section) };
}

// By title: people see titles, and 1Password may give fields and sections other ids than the ones asked for.
function ownSection(item: SdkItem): SdkItem['sections'][number] | undefined {
  return item.sections.find((section) => section.title === ROTATION_SECTION);
}

function ownField(item: SdkItem, own: OwnField): SdkField | undefined {
  const section = ownSection(item);
  return item.fields.find((field) => section && field.sectionId === section.id && field.title === own.title);
}

function passwordField(item: SdkItem): SdkField | undefined {
  return item.fields.find((field) => field.id === 'password' && !field.sectionId);
}

function sameValue(field: SdkField | undefined, value: Secret | null): boolean {
  if (value === null) return field === undefined;
  return field !== undefined && secretsEqual(Secret.of(field.value), value);
}

function withoutOurs(item: SdkItem, change: FieldChange): unknown {
  const { version: _version, updatedAt: _updatedAt, fields, sections, ...rest } = item;
  const ours = new Set<SdkField | undefined>([
    change.password ? passwordField(item) : undefined,
    change.pendingPassword === undefined ? undefined : ownField(item, PENDING),
    change.rotationMarker === undefined ? undefined : ownField(item, MARKER),
  ]);
  const others = fields.filter((field) => !ours.has(field));
  // A section without fields says nothing, and 1Password drops it on any edit.
  const used = sections.filter((section) => others.some((field) => field.sectionId === section.id));
  return { ...rest, sections: used, fields: others.map(comparable) };
}

/** A one-time code moves with the clock; whether a built-in field has an empty section or none means the same. */
function comparable(field: SdkField): unknown {
  const { details, sectionId, ...rest } = field;
  return {
    ...rest,
    sectionId: sectionId || null,
    details: field.fieldType === 'Totp' ? null : (details ?? null),
  };
}
