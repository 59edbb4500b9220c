import type { Context } from 'hono';
import { routePath } from 'hono/route';
import type { Act } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import { isId } from '@/lib/kernel/id';
import { describeError } from '@/lib/log';
import type { WebServices } from '@/lib/web-services';
import type { ApiEnv } from './api-env';

/**
 * Failed authorisation on record, at the one place that all refusals pass. An id of another workspace and one that never
 * was are the same to us, so a miss is recorded for both: many of them are someone trying ids.
 */
export function refusalRecorder({ audit, log }: Pick<WebServices, 'audit' | 'log'>) {
  return async (error: unknown, c: Context<ApiEnv>): Promise<void> => {
    const actor = c.get('actor');
    const act = error instanceof Problem && actor ? refusal(error, c) : null;
    if (!act) return;
    // The answer is a refusal with or without its record: there is nothing to hold back.
    await audit
      .record(actor, act)
      .catch((failure: unknown) => log.error(describeError(failure), 'a refusal was not recorded'));
  };
}

function refusal(problem: Problem, c: Context<ApiEnv>): Act | null {
  const object = { kind: 'operation', id: operation(c) } as const;
  if (problem.code === 'forbidden' || problem.code === 'password_incorrect') {
    const permission = problem.details.extra?.permission;
    const asked = typeof permission === 'string' ? { permission } : {};
    return {
      action: 'access.denied',
      object,
      outcome: 'denied',
      detail: { reason: problem.code, ...asked },
    };
  }
  const id = Object.values(c.req.param()).find(isId);
  if (problem.code !== 'not_found' || id === undefined) return null;
  return { action: 'access.missed', object, outcome: 'failure', detail: { asked_for: id } };
}

/** As the API's document names it: `DELETE /api/v1/entries/{id}`. */
function operation(c: Context<ApiEnv>): string {
  return `${c.req.method} ${routePath(c).replace(/:(\w+)[^/]*/g, '{$1}')}`;
}
