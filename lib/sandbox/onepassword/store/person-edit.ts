import { z } from 'zod';
import { AUTOFILL_BEHAVIOURS, FIELD_TYPES, type Field, type ItemContent } from './item';
import { newOpaqueId } from './opaque-id';
import { keepReplacedPassword } from './password-history';

/** What a person types into the edit form of an app. What is absent stays as it is; null removes. */
export const personEditSchema = z.strictObject({
  title: z.string().min(1).optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  /** An otpauth address or a bare base32 seed. */
  totp: z.string().min(1).nullable().optional(),
  /** An address alone is filled "anywhere on the website", as the apps do by default. */
  websites: z
    .array(z.union([z.string(), z.strictObject({ url: z.string(), autofill: z.enum(AUTOFILL_BEHAVIOURS) })]))
    .optional(),
  notes: z.string().optional(),
  tags: z.array(z.string()).optional(),
  fields: z
    .array(
      z.strictObject({
        label: z.string().min(1),
        value: z.string().nullable(),
        type: z.enum(FIELD_TYPES).default('text'),
        section: z.string().default(''),
      }),
    )
    .optional(),
});
export type PersonEdit = z.infer<typeof personEditSchema>;

/** The section of fields that were added without naming one, as 1Password's apps call it. */
export const LOOSE_SECTION = 'add more';

export function emptyContent(title: string, category: string): ItemContent {
  return {
    title,
    category,
    urls: [],
    fields: [],
    sections: [],
    notes: '',
    tags: [],
    passwordHistory: [],
    extra: {},
  };
}

/** Pure: returns the new content. A replaced password moves to the password history, as in the apps. */
export function applyPersonEdit(content: ItemContent, edit: PersonEdit, atMs: number): ItemContent {
  const next = structuredClone(content);
  if (edit.title !== undefined) next.title = edit.title;
  if (edit.notes !== undefined) next.notes = edit.notes;
  if (edit.tags !== undefined) next.tags = edit.tags;
  if (edit.websites !== undefined) {
    next.urls = edit.websites.map((website) =>
      typeof website === 'string'
        ? { label: 'website', href: website, autofill: 'anywhere' }
        : { label: 'website', href: website.url, autofill: website.autofill },
    );
  }
  if (edit.username !== undefined) setPurposeField(next, 'username', edit.username);
  if (edit.password !== undefined) {
    setPurposeField(next, 'password', edit.password);
    keepReplacedPassword(content, next, atMs);
  }
  if (edit.totp !== undefined) setTotp(next, edit.totp);
  for (const field of edit.fields ?? []) setSectionField(next, field);
  return next;
}

function setPurposeField(content: ItemContent, purpose: 'username' | 'password', value: string): void {
  const field = content.fields.find((candidate) => candidate.purpose === purpose);
  const type = purpose === 'password' ? 'concealed' : 'text';
  if (field) field.value = value;
  else content.fields.push({ id: purpose, label: purpose, type, value, purpose });
}

function setTotp(content: ItemContent, value: string | null): void {
  const field = content.fields.find((candidate) => candidate.type === 'totp');
  if (value === null) content.fields = content.fields.filter((candidate) => candidate !== field);
  else if (field) field.value = value;
  else setSectionField(content, { label: 'one-time password', value, type: 'totp', section: '' });
}

function setSectionField(
  content: ItemContent,
  input: { label: string; value: string | null; type: Field['type']; section: string },
): void {
  const sectionId = findOrAddSection(content, input.section);
  const field = content.fields.find(
    (candidate) =>
      candidate.purpose === undefined && candidate.label === input.label && candidate.sectionId === sectionId,
  );
  if (input.value === null) {
    content.fields = content.fields.filter((candidate) => candidate !== field);
  } else if (field) {
    field.value = input.value;
  } else {
    // The SDK recognises a one-time password by its field's id.
    const id = input.type === 'totp' ? `TOTP_${newOpaqueId()}` : newOpaqueId();
    const { label, type, value } = input;
    const unsupported = type === 'unsupported' ? { wireType: 'passkey', value: JSON.stringify(value) } : {};
    content.fields.push({ id, label, type, value, sectionId, ...unsupported });
  }
}

function findOrAddSection(content: ItemContent, title: string): string {
  const found = content.sections.find((section) => section.title === title);
  if (found) return found.id;
  const id = title === '' ? LOOSE_SECTION : newOpaqueId();
  content.sections.push({ id, title });
  return id;
}
