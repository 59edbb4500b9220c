import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { strictSchema } from '@/lib/http/strict-schema';

const schema = z
  .object({
    name: z.string().describe('What it is called'),
    inner: z.object({ a: z.number() }).nullable().optional(),
    list: z.array(z.object({ a: z.number() })).default([]),
    named: z.record(z.string(), z.object({ a: z.number() })).optional(),
    either: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('x'), a: z.number() }),
        z.object({ kind: z.literal('y') }),
      ])
      .optional(),
    any: z.looseObject({}).optional(),
  })
  .refine(({ name }) => name !== 'forbidden', 'That name is taken');
const strict = strictSchema(schema);

function issues(input: unknown) {
  const result = z.safeParse(strict, input);
  return result.error?.issues.map(({ code, path }) => `${code} at ${path.join('.')}`) ?? [];
}

describe('a schema made strict', () => {
  test.each<[string, object, string]>([
    ['at the top', { x: 1 }, 'unrecognized_keys at '],
    ['in an optional object', { inner: { a: 1, x: 1 } }, 'unrecognized_keys at inner'],
    ['in a list with a default', { list: [{ a: 1 }, { a: 1, x: 1 }] }, 'unrecognized_keys at list.1'],
    ['in a record', { named: { n: { a: 1, x: 1 } } }, 'unrecognized_keys at named.n'],
    ['in a union', { either: { kind: 'y', a: 1 } }, 'unrecognized_keys at either'],
  ])('refuses an unknown key %s', (_where, part, issue) => {
    expect(issues({ name: 'n', ...part })).toEqual([issue]);
  });

  test('takes what the schema takes, with its defaults', () => {
    expect(z.parse(strict, { name: 'n', inner: null, either: { kind: 'x', a: 1 } })).toEqual({
      name: 'n',
      inner: null,
      list: [],
      either: { kind: 'x', a: 1 },
    });
  });

  test('leaves an object open that is open on purpose', () => {
    expect(issues({ name: 'n', any: { whatever: true } })).toEqual([]);
  });

  test('keeps the rules of the schema, and what it says about its fields', () => {
    expect(issues({ name: 'forbidden' })).toEqual(['custom at ']);
    expect(z.toJSONSchema(strict, { io: 'input' })).toMatchObject({
      additionalProperties: false,
      properties: { name: { description: 'What it is called' } },
    });
  });
});
