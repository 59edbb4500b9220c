import { z } from 'zod';
import { ConnectError } from './connect-error';

const operationSchema = z.object({
  op: z.enum(['add', 'remove', 'replace']),
  path: z.string().startsWith('/'),
  value: z.unknown().optional(),
});
type Operation = z.infer<typeof operationSchema>;

const newMemberSchema = z.looseObject({ id: z.string().optional() });
const itemSchema = z.looseObject({
  fields: z.array(newMemberSchema).default([]),
  sections: z.array(newMemberSchema).default([]),
  tags: z.array(z.unknown()).default([]),
  urls: z.array(z.unknown()).default([]),
});
type PatchedItem = z.infer<typeof itemSchema>;
type Members = PatchedItem['fields'];

const PLAIN = ['title', 'favorite', 'category', 'tags', 'urls', 'fields', 'sections'];
const FIELD_ATTRIBUTES = ['value', 'label', 'type', 'purpose', 'section', 'generate', 'recipe'];

/**
 * The part of RFC 6902 that Connect documents: add, remove and replace, with fields named by id instead of by place.
 * Sections are treated like fields, which is not documented. All operations are applied, or none.
 */
export function patched(item: object, body: unknown): object {
  if (!Array.isArray(body)) throw new ConnectError(400, 'Invalid patch: an array of operations is expected');
  const operations = z.array(operationSchema).safeParse(body);
  if (!operations.success) throw new ConnectError(400, 'Invalid patch operation');
  return operations.data.reduce((before, operation) => apply(before, operation), itemOf(item));
}

function apply(before: PatchedItem, operation: Operation): PatchedItem {
  const { op, path, value } = operation;
  const [first = '', second, third, ...rest] = tokensOf(path);
  if (rest.length > 0) throw invalidPath(path);
  if (first === '' && second === undefined) {
    if (op === 'remove') throw invalidPath(path);
    return { ...itemOf(value), id: before.id, vault: before.vault };
  }
  if (!PLAIN.includes(first)) throw invalidPath(path);
  const item = structuredClone(before);
  if (second === undefined) setPlain(item, first, operation);
  else if (first === 'fields') setMember(item.fields, [second, third], operation, FIELD_ATTRIBUTES);
  else if (first === 'sections') setMember(item.sections, [second, third], operation, ['label']);
  else if ((first === 'tags' || first === 'urls') && third === undefined) {
    setElement(item[first], second, operation);
  } else throw invalidPath(path);
  return itemOf(item);
}

/** `/fields` with "add" appends one: it is how a field without an id of its own is added. */
function setPlain(item: PatchedItem, name: string, { op, value }: Operation): void {
  const list = name === 'fields' || name === 'sections' ? item[name] : undefined;
  if (op === 'remove') delete item[name];
  else if (list && op === 'add' && !Array.isArray(value)) list.push(memberOf(newMemberSchema, value));
  else item[name] = value;
}

function setMember(
  members: Members,
  [id, attribute]: [id: string, attribute: string | undefined],
  { op, path, value }: Operation,
  attributes: string[],
): void {
  const place = members.findIndex((member) => member.id === id);
  const member = members[place];
  if (attribute === undefined && op === 'add' && !member) {
    members.push({ ...memberOf(newMemberSchema, value), id });
    return;
  }
  if (!member) throw new ConnectError(400, `The item doesn't have a ${id} field.`);
  if (attribute === undefined) {
    if (op === 'remove') members.splice(place, 1);
    else members[place] = { ...memberOf(newMemberSchema, value), id };
    return;
  }
  if (!attributes.includes(attribute)) throw invalidPath(path);
  if (op === 'remove') delete member[attribute];
  else member[attribute] = value;
}

function setElement(list: unknown[], index: string, { op, path, value }: Operation): void {
  const place = index === '-' ? list.length : Number(index);
  const last = op === 'add' ? list.length : list.length - 1;
  if (!/^(-|\d+)$/.test(index) || place > last) throw invalidPath(path);
  if (op === 'add') list.splice(place, 0, value);
  else if (op === 'remove') list.splice(place, 1);
  else list[place] = value;
}

function tokensOf(path: string): string[] {
  // RFC 6901 section 4: first ~1, then ~0, or "~01" would become "/".
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function itemOf(value: unknown): PatchedItem {
  return memberOf(itemSchema, value);
}

function memberOf<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ConnectError(400, 'Invalid patch value');
  return parsed.data;
}

function invalidPath(path: string): ConnectError {
  return new ConnectError(400, `Invalid patch path: ${path}`);
}
