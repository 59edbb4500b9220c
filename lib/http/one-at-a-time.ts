import { Problem, type ProblemCode } from '@/lib/contract/problem';

/** Runs the work, or throws `code` while there is some of the same workspace under way. */
export type OneAtATime = <Result>(workspaceId: string, work: () => Promise<Result>) => Promise<Result>;

const RETRY_AFTER_SECONDS = 5;

/**
 * For what reads everything that a workspace has: one at a time for each workspace, in this process. Who asks twice would
 * make both slower, and a hundred times at once, everybody else.
 */
export function oneAtATime(code: ProblemCode): OneAtATime {
  const busy = new Set<string>();
  return async (workspaceId, work) => {
    if (busy.has(workspaceId)) {
      throw new Problem(code, {
        hint: `Wait for its answer, or ask again in ${RETRY_AFTER_SECONDS} seconds.`,
        extra: { retry_after_seconds: RETRY_AFTER_SECONDS },
      });
    }
    busy.add(workspaceId);
    try {
      return await work();
    } finally {
      busy.delete(workspaceId);
    }
  };
}
