import { type JsonSchema, nameOf, resolved, typesOf } from '@/lib/contract/json-schema';
import type { NamedSchemas } from './operations';

/** What kind of value a schema takes: "string (uuid) or null", "array of integer". */
export function typeWords(schema: JsonSchema, named: NamedSchemas): string {
  const name = nameOf(schema);
  if (name !== undefined && !named[name]) return name;
  const known = resolved(schema, named);
  const forms = formsOf(known);
  if (forms.length > 0) return [...new Set(forms.map((form) => typeWords(form, named)))].join(' or ');
  if (known.const !== undefined) return JSON.stringify(known.const);
  const types = typesOf(known);
  if (types.length === 0) return known.properties ? 'object' : 'any value';
  return types.map((type) => oneType(type, known, named)).join(' or ');
}

function oneType(type: string, schema: JsonSchema, named: NamedSchemas): string {
  if (type === 'array') return `array of ${schema.items ? typeWords(schema.items, named) : 'any value'}`;
  if (type === 'object' && mapValues(schema)) return `map to ${typeWords(mapValues(schema) ?? {}, named)}`;
  return type === 'string' && schema.format ? `string (${schema.format})` : type;
}

/** An object whose names are the caller's own, such as the inputs of a run. */
function mapValues({ properties, additionalProperties }: JsonSchema): JsonSchema | undefined {
  if (properties || typeof additionalProperties !== 'object') return undefined;
  return additionalProperties;
}

function formsOf({ oneOf, anyOf }: JsonSchema): readonly JsonSchema[] {
  return oneOf ?? anyOf ?? [];
}

/** What a value must keep to, one rule each. Those of the items of an array are said of the items. */
export function ruleWords(schema: JsonSchema, named: NamedSchemas): string[] {
  const known = resolved(schema, named);
  const words = [
    ...(known.enum ? [`one of ${known.enum.map((value) => JSON.stringify(value)).join(', ')}`] : []),
    ...range(known.minLength, known.maxLength, 'characters'),
    ...range(known.minItems, known.maxItems, 'items'),
    ...range(known.minimum ?? above(known), known.maximum, ''),
    ...(known.pattern ? [`matches ${known.pattern}`] : []),
    ...(known.default === undefined ? [] : [`${JSON.stringify(known.default)} when left out`]),
  ];
  const items = known.items ? ruleWords(known.items, named).map((rule) => `each ${rule}`) : [];
  return [...words, ...items];
}

function above({ exclusiveMinimum }: JsonSchema): number | undefined {
  return exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1;
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  const end = unit ? ` ${unit}` : '';
  const low =
    least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : least.toLocaleString('en');
  const high = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most.toLocaleString('en');
  if (low !== undefined && high !== undefined) return [`${low} to ${high}${end}`];
  if (high !== undefined) return [`at most ${high}${end}`];
  return low === undefined ? [] : [`at least ${low}${end}`];
}

export interface SchemaField {
  name: string;
  schema: JsonSchema;
  required: boolean;
}

export interface SchemaForm {
  /** What tells it from the other forms of the same value; null when there is no other. */
  label: string | null;
  fields: SchemaField[];
}

/**
 * What may be explained within a value: all but the schema that it is itself, or whose items it has. A schema that holds
 * itself is explained once, and named where it comes again.
 */
export function namedWithin(schema: JsonSchema, named: NamedSchemas): NamedSchemas {
  const own = nameOf(schema) ?? nameOf(schema.items ?? {});
  return Object.fromEntries(Object.entries(named).filter(([name]) => name !== own));
}

/** The fields within a value: of the object, of each item, of each form that it may have. */
export function formsWithin(schema: JsonSchema, named: NamedSchemas): SchemaForm[] {
  const known = resolved(schema, named);
  const forms = formsOf(known);
  if (forms.length > 0) {
    const within = forms.flatMap((form) => formsWithin(form, named));
    return within.length > 1 ? within.map((form) => ({ ...form, label: labelOf(form) })) : within;
  }
  if (known.items) return formsWithin(known.items, named);
  const values = mapValues(known);
  if (values) return formsWithin(values, named);
  const required = new Set(known.required);
  const fields = Object.entries(known.properties ?? {}).map(([name, property]) => ({
    name,
    schema: property,
    required: required.has(name),
  }));
  return fields.length > 0 ? [{ label: null, fields }] : [];
}

function labelOf({ fields }: SchemaForm): string | null {
  const telling = fields.find(({ schema }) => schema.const !== undefined || schema.enum?.length === 1);
  const value = telling?.schema.const ?? telling?.schema.enum?.[0];
  return telling ? `${telling.name}: ${JSON.stringify(value)}` : null;
}
