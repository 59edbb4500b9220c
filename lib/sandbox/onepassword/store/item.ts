import { z } from 'zod';

/**
 * An item as a person sees it, in no protocol's spelling: the service-account wire, a Connect REST server and an
 * `op` command can each be a view of this one shape.
 */
export const FIELD_TYPES = [
  'text',
  'concealed',
  'url',
  'email',
  'phone',
  'menu',
  'card_type',
  'card_number',
  'month_year',
  'date',
  'address',
  'reference',
  'totp',
  'unsupported',
] as const;

export const fieldSchema = z.strictObject({
  id: z.string(),
  label: z.string(),
  type: z.enum(FIELD_TYPES),
  /** Month-year as `yyyymm`, date as unix seconds, address and unsupported values as JSON text. */
  value: z.string(),
  purpose: z.enum(['username', 'password']).optional(),
  sectionId: z.string().optional(),
  /** The type's name on the wire, for fields that no client can edit (a passkey, a file). */
  wireType: z.string().optional(),
});
export type Field = z.infer<typeof fieldSchema>;

export const AUTOFILL_BEHAVIOURS = ['anywhere', 'exact_domain', 'never'] as const;

export const urlSchema = z.strictObject({
  label: z.string(),
  href: z.string(),
  autofill: z.enum(AUTOFILL_BEHAVIOURS),
});

export const itemContentSchema = z.strictObject({
  title: z.string(),
  category: z.string(),
  urls: z.array(urlSchema),
  fields: z.array(fieldSchema),
  sections: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  notes: z.string(),
  tags: z.array(z.string()),
  passwordHistory: z.array(z.strictObject({ value: z.string(), atSeconds: z.number() })),
  /** Members of a client's item that this shape has no place for; handed back unchanged. */
  extra: z.record(z.string(), z.unknown()),
});
export type ItemContent = z.infer<typeof itemContentSchema>;

export const itemStateSchema = z.enum(['active', 'archived', 'deleted']);
export type ItemState = z.infer<typeof itemStateSchema>;

export const itemVersionSchema = z.strictObject({
  version: z.number(),
  at: z.number(),
  /** A service account's name, or "person". */
  by: z.string(),
  change: z.enum(['created', 'edited', 'archived', 'restored', 'deleted']),
  /** Names of what differs from the version before; empty for the first version and for a write without effect. */
  changed: z.array(z.string()),
  content: itemContentSchema,
});
export type ItemVersion = z.infer<typeof itemVersionSchema>;

export const itemSchema = z.strictObject({
  id: z.string(),
  vaultId: z.string(),
  state: itemStateSchema,
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  content: itemContentSchema,
  /** Oldest first; the last entry is the present version. */
  history: z.array(itemVersionSchema),
});
export type Item = z.infer<typeof itemSchema>;

/** Who writes when nobody's token does: a person in a 1Password app. */
export const PERSON = 'person';
