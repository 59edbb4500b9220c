import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiDocument, ApiOperation, ApiParameter } from '@/lib/contract/api-document';
import type { JsonSchema } from '@/lib/contract/json-schema';
import { problemBody } from '@/lib/contract/problem';
import { exampleOf } from '@/lib/contract/schema-example';
import { createApi } from '@/lib/http/app';
import { createAnswerCheck, type SeenAnswer } from '../support/answer-check';
import { BASE_URL, type Client } from '../support/api';
import { type DocumentedWorld, startDocumentedWorld } from '../support/documented-world';
import { fitting } from '../support/schema-arbitrary';

/**
 * The document is what programs are written against. Each operation in it is called, with what fits and with what does
 * not, and each answer is held to it. An operation that is added tomorrow is called tomorrow.
 */
let it: DocumentedWorld;
let document: ApiDocument;
let check: ReturnType<typeof createAnswerCheck>;
const all: Described[] = [];

interface Described {
  name: string;
  method: string;
  path: string;
  operation: ApiOperation;
}

beforeAll(async () => {
  it = await startDocumentedWorld();
  ({ document } = it);
  check = createAnswerCheck(document);
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      all.push({ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, operation });
    }
  }
}, 120_000);
afterAll(() => it?.close());

/** The same values in each run; another seed by LATCHKEY_FUZZ_SEED. */
const SEED = Number(process.env.LATCHKEY_FUZZ_SEED ?? 20_261_125);
const ROUNDS = 3;
const values = (arbitrary: fc.Arbitrary<unknown>, numRuns = ROUNDS) =>
  fc.sample(arbitrary, { seed: SEED, numRuns });

describe('the document', () => {
  test('has every route of the app, and no other', () => {
    const served = createApi(it.world.services)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`);
    const documented = new Set(all.map(({ name }) => name));
    // Better Auth's are one route that lets listed addresses through; the next test asks for each.
    const own = new Set(served.filter((route) => !route.endsWith('/api/auth/*')));
    expect([...own].filter((route) => !documented.has(route))).toEqual([]);
    expect([...documented].filter((name) => !own.has(name) && !name.includes(' /api/auth/'))).toEqual([]);
  });

  test('names of Better Auth’s addresses those that are let through, and no other', async () => {
    for (const { name } of all.filter(({ path }) => path.startsWith('/api/auth/'))) {
      const answer = await send(signedIn(), name, name.startsWith('POST') ? {} : undefined);
      expect([name, answer.status]).not.toEqual([name, 404]);
    }
    const unlisted = await send(signedIn(), 'POST /api/auth/organization/create', {});
    expect(unlisted.status).toBe(404);
  });

  test('says of each operation what it does, under a tag, by a name of its own', () => {
    const faults = all.filter(({ operation }) => operation.summary.length < 5 || operation.tags.length === 0);
    expect(faults.map(({ name }) => name)).toEqual([]);
    const described = new Set(document.tags.map(({ name }) => name));
    expect(all.flatMap(({ operation }) => operation.tags).filter((tag) => !described.has(tag))).toEqual([]);
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
  });

  test('has an example for each body, which fits its schema', () => {
    const bad = all.flatMap(({ name, operation }) => {
      const media = operation.requestBody?.content['application/json'];
      if (!media?.schema) return [];
      const faults = check.against(media.schema, media.example);
      return faults.length > 0 ? [`${name}: ${faults.join()}`] : [];
    });
    expect(bad).toEqual([]);
  });

  test('pages every list of the own surface alike', () => {
    const lists = all.filter(
      ({ method, path, operation }) => method === 'GET' && path.startsWith('/api/v1') && isList(operation),
    );
    expect(lists.length).toBeGreaterThan(8);
    for (const { name, operation } of lists) {
      const query = operation.parameters
        .filter((parameter) => parameter.in === 'query')
        .map((parameter) => parameter.name);
      expect([name, query.includes('cursor'), query.includes('limit')]).toEqual([name, true, true]);
    }
  });
});

function isList(operation: ApiOperation): boolean {
  return operation.responses[200]?.content?.['application/json']?.schema?.properties?.data?.type === 'array';
}

describe('every operation answers as documented', () => {
  test('to nobody, and to a key that is none', async () => {
    const faults = new Faults();
    const anyone = it.world.api.anyone.with({ origin: BASE_URL });
    for (const described of all.filter(({ operation }) => operation.security.length > 0)) {
      for (const client of [anyone, anyone.with({ 'cc-key': 'lk_no-such-key' })]) {
        const answer = await send(
          client,
          line(described, () => randomUUID()),
          bodyOf(described, {}),
        );
        faults.note(described, answer);
        expect([described.name, answer.status]).toEqual([described.name, 401]);
      }
    }
    expect([...faults.found]).toEqual([]);
  });

  test('to its own example, and to bodies and queries that fit its schema', async () => {
    const faults = new Faults();
    const unfit: string[] = [];
    for (const described of all) {
      const media = described.operation.requestBody?.content['application/json'];
      const bodies = media?.schema ? values(fitting(media.schema, document.components.schemas)) : [undefined];
      const queries = values(fittingQuery(described.operation));
      for (const [index, body] of [media?.example, ...bodies].entries()) {
        const query = index === 0 ? {} : queries[index % queries.length];
        const answer = await send(
          clientFor(described),
          await realLine(described, query),
          bodyOf(described, body),
        );
        faults.note(described, answer);
        // What the reference offers to copy should work but for what only its reader knows: ids, keys, tokens.
        const { code, message } = problemBody.safeParse(answer.body).data ?? {};
        if (index === 0 && media && (code === 'validation_failed' || code === 'unknown_field'))
          unfit.push(`${described.name}: ${message}`);
      }
    }
    expect([...faults.found]).toEqual([]);
    expect(unfit).toEqual([]);
  }, 120_000);

  test('to an id that is not there, and to one that is no id', async () => {
    const faults = new Faults();
    const named = all.filter(({ operation }) =>
      operation.parameters.some((parameter) => parameter.in === 'path' && parameter.schema.pattern),
    );
    expect(named.length).toBeGreaterThan(20);
    for (const described of named) {
      for (const id of [randomUUID(), 'no-id', '%00', '..%2F..']) {
        const example = described.operation.requestBody?.content['application/json']?.example;
        const answer = await send(
          clientFor(described),
          line(described, () => id),
          bodyOf(described, example),
        );
        faults.note(described, answer);
        expect([described.name, id, answer.status >= 400 && answer.status < 500]).toEqual([
          described.name,
          id,
          true,
        ]);
      }
    }
    expect([...faults.found]).toEqual([]);
  });

  test('to bodies that do not fit: each is refused', async () => {
    const faults = new Faults();
    for (const described of all.filter(({ operation }) => operation.requestBody?.required)) {
      for (const [fault, body, headers] of misfits(described)) {
        const client = headers ? clientFor(described).with(headers) : clientFor(described);
        const answer = await send(
          client,
          line(described, () => randomUUID()),
          body,
        );
        faults.note(described, answer);
        const refused = answer.status >= 400 && answer.status < 500;
        expect([described.name, fault, refused]).toEqual([described.name, fault, true]);
      }
    }
    expect([...faults.found]).toEqual([]);
  }, 60_000);

  test('to queries that do not fit: each is refused', async () => {
    const faults = new Faults();
    for (const described of all) {
      const query = described.operation.parameters.filter((parameter) => parameter.in === 'query');
      for (const [name, value] of query.flatMap(misfitsOfParameter)) {
        const answer = await send(
          clientFor(described),
          `${line(described, () => randomUUID())}?${name}=${value}`,
        );
        faults.note(described, answer);
        const refused = answer.status >= 400 && answer.status < 500;
        expect([described.name, name, value, refused]).toEqual([described.name, name, value, true]);
      }
    }
    expect([...faults.found]).toEqual([]);
  });
});

/** Who may do all that the operation asks for. */
function clientFor({ operation, path }: Described): Client {
  const takesKey = operation.security.some((way) => 'key' in way);
  if (takesKey) return it.program;
  return operation.security.length > 0 || path.startsWith('/api/auth') ? signedIn() : it.world.api.anyone;
}

function signedIn(): Client {
  return it.owner.client;
}

/** What an answer has that the document does not say; each fault once, however many answers have it. */
class Faults {
  readonly found = new Set<string>();

  note({ name, operation }: Described, answer: SeenAnswer): void {
    for (const fault of check(operation, answer)) this.found.add(`${name}: ${fault}`);
  }
}

function bodyOf({ operation }: Described, body: unknown): unknown {
  return operation.requestBody ? body : undefined;
}

/** Streams do not end: of those the head is enough to see what they are. */
async function send(client: Client, call: string, body?: unknown): Promise<SeenAnswer> {
  const ended = new AbortController();
  const answer = await client.raw(call, body, ended.signal);
  const { status, headers } = answer;
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel();
    ended.abort();
    return { status, headers, body: undefined };
  }
  const text = await answer.text();
  return {
    status,
    headers,
    body: /^application\/(problem\+)?json/.test(headers.get('content-type') ?? '') ? JSON.parse(text) : text,
  };
}

function line({ method, path }: Described, idOf: () => string): string {
  return `${method} ${path.replace(/\{[^}]+\}/g, idOf)}`;
}

/** Ids are of things that are there; a name that the caller chooses is any that fits. */
async function realLine({ method, path, operation }: Described, query: unknown): Promise<string> {
  let address = path;
  for (const { name, schema } of operation.parameters.filter((parameter) => parameter.in === 'path')) {
    const value = schema.pattern
      ? await it.idFor(path, name, { fresh: method === 'DELETE' })
      : encodeURIComponent(String(exampleOf(schema, document.components.schemas, name)));
    address = address.replace(`{${name}}`, value);
  }
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value != null) search.set(name, String(value));
  return `${method} ${address}${search.size > 0 ? `?${search}` : ''}`;
}

function fittingQuery({ parameters }: ApiOperation): fc.Arbitrary<Record<string, unknown>> {
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'workspace');
  const arbitraries = Object.fromEntries(query.map(({ name, schema }) => [name, fitting(schema, {})]));
  return fc.record(arbitraries, {
    requiredKeys: query.filter(({ required }) => required).map(({ name }) => name),
  });
}

type Misfit = [fault: string, body: unknown, headers?: Record<string, string>];

function misfits({ path, operation }: Described): Misfit[] {
  const media = operation.requestBody?.content['application/json'];
  const example = media?.example;
  const faults: Misfit[] = [
    ['no JSON', '{"a":'],
    ['nothing', ''],
    ['too deep', `${'['.repeat(50)}${']'.repeat(50)}`],
    ['an array', [[]]],
    ['a text', '"text"'],
    ['another media type', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['too long', { ...asObject(example), padding: 'x'.repeat(1024 * 1024) }],
  ];
  const { properties = {}, required = [] } = media?.schema ?? {};
  if (path.startsWith('/api/v1/'))
    faults.push(['an unknown field', { ...asObject(example), no_such_field: 1 }]);
  for (const name of required) {
    const { [name]: _left, ...rest } = asObject(example);
    faults.push([`without ${name}`, rest]);
  }
  for (const [name, property] of Object.entries(properties)) {
    const wrong = wrongValue(property);
    if (wrong !== undefined)
      faults.push([`${name} of another type`, { ...asObject(example), [name]: wrong }]);
  }
  return faults;
}

function asObject(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? { ...value } : {};
}

/** Something that the schema cannot mean; undefined where it means anything. */
function wrongValue({ type, $ref, anyOf, oneOf, enum: words }: JsonSchema): unknown {
  if (words) return 'no such word';
  if ($ref || anyOf || oneOf || type === undefined) return undefined;
  const types = [type].flat();
  return types.includes('object') || types.includes('array') ? 'text' : { an: 'object' };
}

function misfitsOfParameter({ name, schema }: ApiParameter): Array<[string, string]> {
  // Whoever has a key names no workspace.
  if (name === 'workspace') return [];
  if (name === 'cursor') return [[name, 'bm90LWEtY3Vyc29y']];
  if (schema.enum) return [[name, 'no-such-word']];
  if (schema.type === 'integer')
    return [
      [name, 'many'],
      [name, '1.5'],
      [name, '-1'],
    ];
  if (schema.format === 'uuid') return [[name, 'no-id']];
  return schema.maxLength ? [[name, 'x'.repeat(schema.maxLength + 1)]] : [];
}
