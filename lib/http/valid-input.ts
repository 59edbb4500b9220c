import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, ValidationTargets } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { nearestIssues } from '@/lib/contract/nearest-issues';
import { type FieldError, fieldProblem, Problem, problemCode } from '@/lib/contract/problem';
import type { ApiEnv } from './api-env';

type Schema = z.core.$ZodType;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * Holds what most routes take (parameters, query, a body in JSON) to its schema, in one step of the route's own.
 * @hono/zod-openapi makes a step of Hono's chain of each, and asks Zod in a way that may wait: a twentieth of what a short
 * request takes (docs/adr/0026). What takes anything else is left to it.
 */
export function withValidInput<Route extends RouteConfig>(route: Route): Route {
  const { params, query, headers, cookies, body } = route.request ?? {};
  const json = body?.required ? jsonSchemaOf(body.content) : undefined;
  if (!route.request || headers || cookies || (body && !json)) return route;
  const held: MiddlewareHandler<ApiEnv> = async (c, next) => {
    if (query) hold(c, 'query', query, queryOf(c));
    if (params) hold(c, 'param', params, c.req.param());
    if (json) hold(c, 'json', json, await jsonOf(c));
    return next();
  };
  return { ...route, request: undefined, middleware: [...[route.middleware ?? []].flat(), held] };
}

/** Throws what does not fit a schema, alike everywhere. An address with a malformed id is an address of nothing. */
export function refuseInput(target: keyof ValidationTargets, issues: readonly z.core.$ZodIssue[]): never {
  if (target === 'param') throw new Problem('not_found');
  throw fieldProblem(fieldErrors(issues));
}

function hold(c: Context<ApiEnv>, target: keyof ValidationTargets, schema: Schema, value: unknown): void {
  const result = z.core.safeParse(schema, value);
  if (!result.success) refuseInput(target, result.error.issues);
  // Typed as an object, which every input is.
  c.req.addValidatedData(target, Object(result.data));
}

/** The schema of a body that can be JSON and nothing else. */
function jsonSchemaOf(content: object): Schema | undefined {
  const [only, ...others] = Object.entries(content);
  if (others.length > 0 || only?.[0] !== 'application/json') return undefined;
  const { schema }: { schema?: unknown } = only[1];
  return schema instanceof z.ZodType ? schema : undefined;
}

/** A name that comes several times is a list. */
function queryOf(c: Context<ApiEnv>): Record<string, unknown> {
  const named = Object.entries(c.req.queries());
  return Object.fromEntries(named.map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** Throws as Hono's own validator does; problem-response.ts words it. */
async function jsonOf(c: Context<ApiEnv>): Promise<unknown> {
  const type = c.req.header('content-type');
  const text = await c.req.text();
  if (type === undefined ? text !== '' : !JSON_TYPE.test(type)) {
    throw new HTTPException(415);
  }
  if (type === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400);
  }
}

/** Zod's words are about shapes and limits; they do not quote the value. A rule may bring a code of its own. */
function fieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return nearestIssues(issues).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownField([...issue.path, shortened(key)].join('.')))
      : {
          field: issue.path.join('.'),
          message: isMissing(issue) ? 'Is missing' : issue.message,
          code: issue.code === 'custom' ? problemCode.safeParse(issue.params?.problem).data : undefined,
        },
  );
}

/** Zod says of what is not there that it is of another type, `undefined`. */
function isMissing({ code, message }: z.core.$ZodIssue): boolean {
  return (
    code === 'invalid_type' && message.startsWith('Invalid input') && message.endsWith('received undefined')
  );
}

function unknownField(field: string): FieldError {
  return { field, message: 'There is no such field', code: 'unknown_field' };
}

/** The one thing of a refusal that the caller worded. */
function shortened(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}
