import fc from 'fast-check';
import { type JsonSchema, nameOf, resolved, typesOf } from '@/lib/contract/json-schema';

type Named = Readonly<Record<string, JsonSchema>>;

/** Values that fit a schema of our document. A keyword that it does not know fails: it would not be tested otherwise. */
export function fitting(schema: JsonSchema, document: Named): fc.Arbitrary<unknown> {
  const known = resolved(schema, document);
  const named = withoutItself(schema, known, document);
  refuseUnknown(known);
  if (known.const !== undefined) return fc.constant(known.const);
  if (known.enum) return fc.constantFrom(...known.enum);
  const choices = known.oneOf ?? known.anyOf;
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, named)));
  if (known.allOf) {
    return fc
      .tuple(...known.allOf.map((part) => fitting(part, named)))
      .map((parts) => Object.assign({}, ...parts));
  }
  const types = typesOf(known);
  if (types.length === 0)
    return known.properties ? fittingObject(known, named) : fc.jsonValue({ maxDepth: 2 });
  return fc.oneof(...types.map((type) => ofType(type, known, named)));
}

/** Within a schema that holds itself, it has only the forms that do not: so that its values come to an end. */
function withoutItself(schema: JsonSchema, known: JsonSchema, named: Named): Named {
  const name = nameOf(schema);
  if (name === undefined || !known.oneOf) return named;
  const oneOf = known.oneOf.filter((form) => !JSON.stringify(form).includes(JSON.stringify(schema.$ref)));
  return { ...named, [name]: { ...known, oneOf } };
}

const KNOWN = new Set(
  `$ref type enum const format pattern description default examples minLength maxLength minimum maximum exclusiveMinimum
   exclusiveMaximum minItems maxItems items properties required additionalProperties propertyNames anyOf oneOf allOf
   title discriminator`.split(/\s+/),
);

function refuseUnknown(schema: JsonSchema): void {
  const unknown = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword) && !keyword.startsWith('x-'));
  if (unknown.length > 0) throw new Error(`schema keywords that are not generated: ${unknown.join(', ')}`);
}

function ofType(type: string, schema: JsonSchema, named: Named): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: least(schema), max: most(schema) });
    case 'number':
      return fc.double({ min: least(schema), max: most(schema), noNaN: true });
    case 'array':
      return fc.array(schema.items ? fitting(schema.items, named) : fc.jsonValue(), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'object':
      return fittingObject(schema, named);
    case 'string':
      return fittingText(schema);
    default:
      throw new Error(`no values of type ${type}`);
  }
}

const least = ({ minimum, exclusiveMinimum }: JsonSchema) =>
  minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + 1);
const most = ({ maximum, exclusiveMaximum }: JsonSchema) =>
  maximum ?? (exclusiveMaximum === undefined ? 100_000 : exclusiveMaximum - 1);

function fittingObject(schema: JsonSchema, named: Named): fc.Arbitrary<unknown> {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, fitting(property, named)]),
  );
  const requiredKeys = (schema.required ?? []).filter((name) => name in properties);
  const declared = fc.record(properties, { requiredKeys });
  const { additionalProperties: more } = schema;
  if (typeof more !== 'object' || Object.keys(properties).length > 0) return declared;
  const names = schema.propertyNames
    ? fittingText(schema.propertyNames)
    : fc.string({ minLength: 1, maxLength: 8 });
  return fc.dictionary(
    names.filter((name) => name !== '__proto__'),
    fitting(more, named),
    { maxKeys: 3 },
  );
}

function fittingText({ format, pattern, minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.uuid();
    case 'date-time':
      return fc
        .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case 'email':
      return fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.example$/);
    case 'uri':
    case 'url':
      return fc.webUrl();
    default:
      break;
  }
  if (pattern) return fc.stringMatching(new RegExp(pattern, 'u'));
  const length = { minLength, maxLength: Math.min(maxLength, minLength + 40) };
  const words = fc.constantFrom(
    'https://acme.example',
    'acme',
    'op://a/b',
    '01:30:00',
    '  x  ',
    'Zoë',
    "' or 1=1 --",
  );
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  return fc.oneof(fc.string({ ...length, unit: 'grapheme' }).filter(fits), words.filter(fits));
}
