import type { ApiDocument } from './openapi';

type Schema = Record<string, unknown>;

/** What a text has to look like, where the schema gives a pattern: one of these does. */
const TEXTS = ['a', 'A1', '0', '0'.repeat(64), 'https://example.com', 'op://vault/item', 'name@example.com'];

/**
 * A body that the schema takes, with `id` in every place of an id: so that what an operation says about an id in its
 * body or address is not hidden by a field that is missing.
 */
export function sampleBody(document: ApiDocument, schema: Schema, id: string): unknown {
  return sample(schema, { document, id });
}

interface Context {
  document: ApiDocument;
  id: string;
}

function sample(schema: Schema, context: Context): unknown {
  const resolved = dereferenced(schema, context.document);
  if ('const' in resolved) return resolved.const;
  if (Array.isArray(resolved.enum)) return resolved.enum[0];
  const choices = schemasOf(resolved.anyOf ?? resolved.oneOf);
  if (choices.length > 0) {
    const some = choices.find((choice) => typeOf(choice) !== 'null');
    return some ? sample(some, context) : null;
  }
  const parts = schemasOf(resolved.allOf);
  if (parts.length > 0) return Object.assign({}, ...parts.map((part) => sample(part, context)));
  switch (typeOf(resolved)) {
    case 'object':
      return sampleObject(resolved, context);
    case 'array':
      return sampleArray(resolved, context);
    case 'string':
      return sampleText(resolved, context.id);
    case 'integer':
    case 'number':
      return Number(resolved.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      return null;
  }
}

/** Required properties, and those that take an id. */
function sampleObject(schema: Schema, context: Context): object {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = Object.entries(recordOf(schema.properties)).filter(
    ([name, property]) => required.includes(name) || takesId(property, context.document),
  );
  return Object.fromEntries(properties.map(([name, property]) => [name, sample(property, context)]));
}

function sampleArray(schema: Schema, context: Context): unknown[] {
  const items = recordOf({ items: schema.items }).items ?? {};
  const count = Math.max(Number(schema.minItems ?? 0), takesId(items, context.document) ? 1 : 0);
  return Array.from({ length: count }, () => sample(items, context));
}

function sampleText(schema: Schema, id: string): string {
  if (schema.format === 'uuid') return id;
  if (schema.format === 'email') return 'name@example.com';
  if (schema.format === 'uri') return 'https://example.com';
  if (schema.format === 'date-time') return '2026-11-25T07:10:00Z';
  const shape = typeof schema.pattern === 'string' ? new RegExp(schema.pattern) : /^/;
  const text = TEXTS.find((one) => shape.test(one)) ?? 'a';
  return text.padEnd(Number(schema.minLength ?? 0), 'a');
}

function takesId(schema: Schema, document: ApiDocument): boolean {
  const resolved = dereferenced(schema, document);
  if (resolved.format === 'uuid') return true;
  const inner = [...schemasOf(resolved.anyOf ?? resolved.oneOf), ...schemasOf([resolved.items])];
  return inner.some((one) => takesId(one, document));
}

function dereferenced(schema: Schema, document: ApiDocument): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  const found = document.schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (!found) throw new Error(`the document has no ${schema.$ref}`);
  return dereferenced(found, document);
}

function typeOf(schema: Schema): unknown {
  return Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type;
}

function schemasOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function recordOf(value: unknown): Record<string, Schema> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (isRecord(inner) ? [[key, inner]] : [])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
