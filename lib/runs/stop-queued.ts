import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { Clock } from '@/lib/kernel/clock';
import { endRun } from './end-run';
import {
  REFUSALS,
  REFUSED_ELSEWHERE,
  REFUSED_ELSEWHERE_MESSAGE,
  refusedElsewhere,
} from './login-guard-policy';
import { runError } from './run-failure';
import type { RunKey } from './run-lease';

interface StopDeps {
  db: Database;
  clock: Clock;
  env: { baseUrl: string };
}

/** Those beyond are stopped one by one, before they type (sign-in-step.ts). */
const MOST_AT_ONCE = 500;

/**
 * After a refusal: runs that wait in the queue for the same login, and for no other, end before they could bring its
 * account nearer to a lock. Those under way stop themselves before they type. Each in a transaction of its own, so that
 * runs and the streams of their clients are never locked in two orders.
 */
export async function stopQueued(deps: StopDeps, refused: RunKey & { entryId: string }): Promise<void> {
  const { workspaceId, entryId, runId: causing } = refused;
  const now = new Date(deps.clock.now());
  const waiting = await deps.db.withWorkspace(
    workspaceId,
    (tx) => tx.$queryRaw<Array<{ id: string }>>`
      select run.id from run
       where workspace_id = ${workspaceId}::uuid and status = 'queued' and created_at <= ${now}
         and exists (select 1 from jsonb_array_elements(credentials) used
                      where used ->> 'entry_id' = ${entryId}
                        and jsonb_array_length(coalesce(used -> 'pool', '[]')) <= 1)
       order by created_at limit ${MOST_AT_ONCE}`,
  );
  const ids = waiting.map(({ id }) => id);
  const error = runError(refusedElsewhere(entryId), null, now);
  const end = { status: 'stopped', at: now, error, remark: remark(causing, ids) } as const;
  for (const id of ids) {
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      const { count } = await tx.run.updateMany({
        where: { workspaceId, id, status: 'queued' },
        data: { status: 'stopped' },
      });
      if (count === 1) await endRun(tx, { workspaceId, runId: id }, end, deps.env.baseUrl);
    });
  }
}

/** For a run that stops itself: which one was refused, if it was a run. */
export async function causeOf(
  { db }: StopDeps,
  { workspaceId, runId }: RunKey,
  entryId: string | undefined,
): Promise<Prisma.InputJsonObject> {
  const causing = await db.withWorkspace(workspaceId, (tx) => lastRefused(tx, workspaceId, entryId));
  return remark(causing, [runId]);
}

async function lastRefused(
  tx: WorkspaceTransaction,
  workspaceId: string,
  entryId: string | undefined,
): Promise<string | null> {
  const isRefused = [...REFUSALS].map((code) => ({
    errors: { array_contains: [{ code }] },
  }));
  const run = await tx.run.findFirst({
    where: { workspaceId, credentials: { array_contains: [{ entry_id: entryId }] }, OR: isRefused },
    orderBy: { startedAt: 'desc' },
    select: { id: true },
  });
  return run?.id ?? null;
}

function remark(causing: string | null, session_ids: string[]): Prisma.InputJsonObject {
  return {
    message: REFUSED_ELSEWHERE_MESSAGE,
    error_code: REFUSED_ELSEWHERE,
    session_causing_error: causing,
    session_ids,
  };
}
