import { z } from 'zod';
import type { Field } from '../store/item';

/** A field inside a section: `n` name, `t` title, `k` kind, `v` value. */
export const wireFieldSchema = z.object({
  n: z.string(),
  t: z.string().default(''),
  k: z.string(),
  v: z.unknown(),
});
export type WireField = z.infer<typeof wireFieldSchema>;

const PLAIN_KINDS: ReadonlyArray<readonly [Field['type'], string]> = [
  ['text', 'string'],
  ['concealed', 'concealed'],
  ['url', 'URL'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['menu', 'menu'],
  ['card_type', 'cctype'],
  ['month_year', 'monthYear'],
  ['date', 'date'],
  ['address', 'address'],
  ['reference', 'reference'],
];
const kinds = new Map(PLAIN_KINDS);
const fieldTypes = new Map(PLAIN_KINDS.map(([type, kind]) => [kind, type]));
// The SDK tells these two from plain text by the name's first letters, not by the kind.
const TOTP_PREFIX = 'TOTP_';
const CARD_NUMBER_PREFIX = 'ccnum_';

export function toWireField(field: Field): WireField {
  const wire = { n: field.id, t: field.label };
  switch (field.type) {
    case 'totp':
      return { ...wire, k: 'concealed', v: field.value };
    case 'card_number':
      return { ...wire, k: 'string', v: field.value };
    case 'month_year':
    case 'date':
      return { ...wire, k: kinds.get(field.type) ?? '', v: Number(field.value) };
    case 'address':
    case 'unsupported':
      return { ...wire, k: field.wireType ?? 'address', v: JSON.parse(field.value) };
    default:
      return { ...wire, k: kinds.get(field.type) ?? 'string', v: field.value };
  }
}

export function fromWireField(wire: WireField, sectionId: string): Field {
  const type = typeOf(wire);
  const structured = type === 'address' || type === 'unsupported';
  const value = structured ? JSON.stringify(wire.v ?? null) : textOf(wire.v);
  const field = { id: wire.n, label: wire.t, type, value, sectionId };
  return type === 'unsupported' ? { ...field, wireType: wire.k } : field;
}

function typeOf(wire: WireField): Field['type'] {
  if (wire.k === 'concealed' && wire.n.startsWith(TOTP_PREFIX)) return 'totp';
  if (wire.k === 'string' && wire.n.startsWith(CARD_NUMBER_PREFIX)) return 'card_number';
  return fieldTypes.get(wire.k) ?? 'unsupported';
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
