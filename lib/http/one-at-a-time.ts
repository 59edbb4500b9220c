import { Problem, type ProblemCode } from '@/lib/contract/problem';
import type { ApiContext } from './api-context';

/** Runs the work, or throws `code` while there is some of the same workspace under way. */
export type OneAtATime = <Result>(workspaceId: string, work: () => Promise<Result>) => Promise<Result>;

const RETRY_AFTER_SECONDS = 5;

/**
 * For what reads everything that a workspace has: one at a time for each workspace, at all processes together. Who asks
 * twice would make both slower, and a hundred times at once, everybody else.
 */
export function oneAtATime({ db }: Pick<ApiContext['services'], 'db'>, code: ProblemCode): OneAtATime {
  // Known before the database is asked: a hundred requests at once would be a hundred connections to it.
  const busy = new Set<string>();
  return async (workspaceId, work) => {
    if (busy.has(workspaceId)) throw underWay(code);
    busy.add(workspaceId);
    try {
      const alone = await db.runAlone(`${code}:${workspaceId}`, work);
      if (!alone.ran) throw underWay(code);
      return alone.result;
    } finally {
      busy.delete(workspaceId);
    }
  };
}

function underWay(code: ProblemCode): Problem {
  return new Problem(code, {
    hint: `Wait for its answer, or ask again in ${RETRY_AFTER_SECONDS} seconds.`,
    extra: { retry_after_seconds: RETRY_AFTER_SECONDS },
  });
}
