import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { ZodError } from 'zod';
import type { Actor } from '@/lib/access/actor';
import type { Person } from '@/lib/access/person';
import { type FieldError, fieldProblem, Problem, problemCode } from '@/lib/contract/problem';

/** What the chain in front of a handler leaves for it: see authenticate.ts. */
export interface ApiEnv {
  /** Node's request, when our own server took it; absent when a Next route handler hands over. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Set behind `member` and `key`. */
    actor: Actor;
    /** Set behind `person`. */
    person: Person;
  };
}

/** A resource's routes. What does not fit a schema is refused alike everywhere. */
export function newRoutes(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // An address with a malformed id is an address of nothing.
      if (result.target === 'param') throw new Problem('not_found');
      throw fieldProblem(fieldErrors(result.error));
    },
  });
}

/** Zod's words are about shapes and limits; they do not quote the value. A rule may bring a code of its own. */
function fieldErrors(error: ZodError): FieldError[] {
  return error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
    code: issue.code === 'custom' ? problemCode.safeParse(issue.params?.problem).data : undefined,
  }));
}
