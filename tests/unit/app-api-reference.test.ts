import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { curlExample } from '@/app/w/[workspace]/api/_reference/curl-example';
import {
  commonProblems,
  groupOperations,
  type Operation,
  ownParameters,
  searchOperations,
} from '@/app/w/[workspace]/api/_reference/operations';
import {
  formsWithin,
  namedWithin,
  ruleWords,
  typeWords,
} from '@/app/w/[workspace]/api/_reference/schema-words';
import { apiDocument } from '@/lib/contract/api-document';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const done = { 200: { description: 'Done.', content: { 'application/json': { schema: {} } } } };
const document = apiDocument.parse({
  openapi: '3.1.0',
  info: { title: 'A', version: '1', description: 'B' },
  components: {},
  tags: [
    { name: 'runs', description: 'Runs.' },
    { name: 'vault', description: 'Entries.' },
    { name: 'empty', description: 'Nothing.' },
  ],
  paths: {
    '/entries/{id}': {
      patch: {
        operationId: 'patchEntry',
        summary: 'Change an entry',
        tags: ['vault'],
        security: [{ key: [] }, { session: [] }],
        parameters: [
          id,
          { name: 'if-match', in: 'header', required: true, schema: { type: 'string', examples: ['"7"'] } },
          { name: 'idempotency-key', in: 'header', schema: { type: 'string' } },
        ],
        requestBody: {
          content: { 'application/json': { schema: {}, example: { user_alias: "O'Neill & $(id) `id`" } } },
        },
        responses: done,
        'x-permission': 'vault:write',
        'x-problems': ['not_found', 'entry_exists'],
      },
      get: {
        summary: 'One entry',
        tags: ['vault'],
        parameters: [id],
        responses: done,
        'x-problems': ['not_found'],
      },
    },
    '/runs': {
      get: {
        operationId: 'getRuns',
        summary: 'Runs, newest first',
        tags: ['runs'],
        security: [{ key: [] }],
        responses: { 200: { description: 'Events.', content: { 'text/event-stream': {} } } },
        'x-problems': ['not_found'],
      },
      post: { summary: 'Sign in', tags: ['runs'], security: [{ session: [] }], responses: done },
    },
  },
});
const groups = groupOperations(document);

function operation(method: string, path: string): Operation {
  const found = groups
    .flatMap((group) => group.operations)
    .find((one) => one.method === method && one.path === path);
  if (!found) throw new Error(`there is no ${method} ${path}`);
  return found;
}

/** What a shell makes of a call: the arguments that curl gets. */
function asShellReads(call: string | null): string[] {
  const script = `curl() { for part; do printf '%s\\0' "$part"; done; }; ${call}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('operations', () => {
  test('are grouped by their tag, in the order of the document, without empty groups', () => {
    expect(groups.map(({ name, operations }) => [name, operations.length])).toEqual([
      ['runs', 2],
      ['vault', 2],
    ]);
  });

  test('are found by words of address, summary and scope, all of which must be there', () => {
    const found = (search: string) =>
      searchOperations(groups, search).flatMap(({ operations }) => operations.map(({ summary }) => summary));
    expect(found('VAULT:write')).toEqual(['Change an entry']);
    expect(found('get entries')).toEqual(['One entry']);
    expect(found('newest nothing')).toEqual([]);
    expect(found(' ')).toHaveLength(4);
  });

  test('show what is theirs: parameters and refusals that all have are told once', () => {
    expect(ownParameters(operation('PATCH', '/entries/{id}')).map(({ name }) => name)).toEqual([
      'id',
      'if-match',
    ]);
    expect([...commonProblems(groups)]).toEqual(['not_found']);
  });
});

describe('the call to copy', () => {
  test('reaches a shell as it is meant, whatever is in the body', () => {
    const call = curlExample('https://latchkey.example', operation('PATCH', '/entries/{id}'), {});
    const [option, method, address, ...rest] = asShellReads(call);
    expect([option, method]).toEqual(['-X', 'PATCH']);
    expect(address).toMatch(/^https:\/\/latchkey\.example\/entries\/[0-9a-f-]{36}$/);
    expect(rest.slice(0, -1)).toEqual([
      '-H',
      'cc-key: YOUR_API_KEY',
      '-H',
      'if-match: "7"',
      '-H',
      'content-type: application/json',
      '-d',
    ]);
    expect(JSON.parse(rest.at(-1) ?? '')).toEqual({ user_alias: "O'Neill & $(id) `id`" });
  });

  test('shows a stream as it comes, and asks for no key where none is taken', () => {
    expect(asShellReads(curlExample('http://a', operation('GET', '/runs'), {}))).toContain('--no-buffer');
    expect(curlExample('http://a', operation('GET', '/entries/{id}'), {})).not.toContain('cc-key');
  });

  test('is not offered where only a signed-in person may call', () => {
    expect(curlExample('http://a', operation('POST', '/runs'), {})).toBeNull();
  });
});

describe('words for schemas', () => {
  const named = {
    Money: { type: 'object', properties: { cents: { type: 'integer' } }, required: ['cents'] },
  };

  test.each([
    [{ type: 'string', format: 'uuid' }, 'string (uuid)'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ type: 'array', items: { type: 'integer' } }, 'array of integer'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'map to string'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'string' }] }, 'string or integer'],
    [{ $ref: '#/components/schemas/Money' }, 'object'],
    [{}, 'any value'],
  ])('%j is %s', (schema, words) => {
    expect(typeWords(schema, named)).toBe(words);
  });

  test.each([
    [{ type: 'string', minLength: 1, maxLength: 2000 }, ['1 to 2,000 characters']],
    [{ type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER }, ['at least 1']],
    [{ enum: ['a', null], default: 'a' }, ['one of "a", null', '"a" when left out']],
    [
      { type: 'array', maxItems: 20, items: { maxLength: 5 } },
      ['at most 20 items', 'each at most 5 characters'],
    ],
  ])('the rules of %j are %j', (schema, words) => {
    expect(ruleWords(schema, named)).toEqual(words);
  });

  test('what is within is found through arrays, maps and references, each form under what tells it apart', () => {
    const money = { label: null, fields: [{ name: 'cents', schema: { type: 'integer' }, required: true }] };
    const reference = { $ref: '#/components/schemas/Money' };
    expect(formsWithin({ type: 'array', items: reference }, named)).toEqual([money]);
    expect(formsWithin({ type: 'object', additionalProperties: reference }, named)).toEqual([money]);
    const forms = ['goto', 'extract'].map((action) => ({ properties: { action: { enum: [action] } } }));
    expect(formsWithin({ oneOf: forms }, named).map(({ label }) => label)).toEqual([
      'action: "goto"',
      'action: "extract"',
    ]);
  });

  test('a schema that holds itself is explained once, and named where it comes again', () => {
    const steps = { type: 'array', items: { $ref: '#/components/schemas/Step' } };
    const step = { properties: { action: { enum: ['repeat'] }, steps } };
    const within = namedWithin(steps, { ...named, Step: step });
    expect(formsWithin(steps, { Step: step })).toHaveLength(1);
    expect([formsWithin(steps, within), typeWords(steps, within)]).toEqual([[], 'array of Step']);
    expect(typeWords({ $ref: '#/components/schemas/Money' }, within)).toBe('object');
  });
});
