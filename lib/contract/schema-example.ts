import { type JsonSchema, resolved, typesOf } from './json-schema';

type Named = Readonly<Record<string, JsonSchema>>;

/**
 * A value that fits a schema and that a reader recognises: the same for the reference's samples and for the tests that
 * send them. Fields are known by name first, then by what their schema says.
 */
export function exampleOf(schema: JsonSchema, named: Named = {}, name = ''): unknown {
  const known = resolved(schema, named);
  if (known.examples?.length) return known.examples[0];
  if (known.const !== undefined) return known.const;
  if (known.enum?.length) return known.enum[0];
  const [choice] = known.oneOf ?? known.anyOf ?? [];
  if (choice) return exampleOf(choice, named, name);
  if (known.allOf) return Object.assign({}, ...known.allOf.map((part) => exampleOf(part, named, name)));
  const [type] = typesOf(known);
  if (type === 'object' || known.properties) return exampleObject(known, named);
  if (type === 'array')
    return known.minItems === 0 || !known.items ? [] : [exampleOf(known.items, named, name)];
  if (type === 'boolean') return known.default ?? false;
  if (type === 'integer' || type === 'number') return exampleNumber(known);
  if (type === 'null') return null;
  return type === 'string' ? exampleText(known, name) : {};
}

/** What must be there, and what a reader would look for: not each optional field that there is. */
function exampleObject(schema: JsonSchema, named: Named): Record<string, unknown> {
  const required = new Set(schema.required);
  const entries = Object.entries(schema.properties ?? {}).filter(
    ([name, property]) => required.has(name) || (property.examples?.length ?? 0) > 0,
  );
  return Object.fromEntries(entries.map(([name, property]) => [name, exampleOf(property, named, name)]));
}

function exampleNumber({ default: preset, minimum, exclusiveMinimum, maximum }: JsonSchema): number {
  if (typeof preset === 'number') return preset;
  const least = minimum ?? (exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1);
  return Math.min(Math.max(least, 1), maximum ?? Number.MAX_SAFE_INTEGER);
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01',
  'date-time': '2031-01-01T09:30:00Z',
  date: '2031-01-01',
  email: 'ada@acme.com',
  uri: 'https://acme.com',
  url: 'https://acme.com',
};

const NAMES: Readonly<Record<string, string>> = {
  id: FORMATS.uuid ?? '',
  permissioned_user_id: 'acme-prod',
  domain: 'https://acme.com',
  url: 'https://acme.com/login',
  base_url: 'https://connect.acme.com',
  username: 'ada@acme.com',
  secret_ref: 'op://hfnjvi6aymbsnfc2xeeoheizda/7yq3sv2nbzgbfgw5t6cs3ijcmq',
  slug: 'acme',
  name: 'Acme',
  title: 'Acme Prod Login',
  websites: 'https://acme.com',
  path: '/',
};

function exampleText({ format, pattern, minLength = 0, default: preset }: JsonSchema, name: string): string {
  if (typeof preset === 'string') return preset;
  if (name.endsWith('_at')) return FORMATS['date-time'] ?? '';
  const text =
    (format && FORMATS[format]) ?? NAMES[name] ?? (name.endsWith('_id') ? FORMATS.uuid : name) ?? '';
  if (pattern && !new RegExp(pattern, 'u').test(text)) return fitting(pattern) ?? text;
  return text.padEnd(minLength, 'x') || 'text';
}

/** For the patterns that our schemas have: ids, aliases, hexadecimal keys. */
function fitting(pattern: string): string | undefined {
  const samples = [FORMATS.uuid ?? '', 'USER', '0123456789abcdef'.repeat(4), 'a', 'LATCHKEY_CONNECT_TOKEN'];
  return samples.find((sample) => new RegExp(pattern, 'u').test(sample));
}
