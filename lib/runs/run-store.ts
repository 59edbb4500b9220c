import { Problem } from '@/lib/contract/problem';
import type { RunStatus } from '@/lib/contract/run';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma, Run, RunEvent } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';

export const RUN_CHANGED = 'run_changed';

type Screenshot = { id: string; name: string; createdAt: Date };
export type RunRow = Run & { workflow: { id: string; name: string } };
export type RunWithHistory = RunRow & { events: RunEvent[]; artifacts: Screenshot[] };

const workflowName = { workflow: { select: { id: true, name: true } } } as const;

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireRun(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<RunWithHistory> {
  const row = isId(id)
    ? await tx.run.findUnique({
        where: { workspaceId_id: { workspaceId, id } },
        include: {
          ...workflowName,
          events: { orderBy: { seq: 'asc' } },
          artifacts: { select: { id: true, name: true, createdAt: true }, orderBy: { createdAt: 'asc' } },
        },
      })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such run in this workspace.' });
  return row;
}

export interface RunFilter {
  status?: RunStatus | undefined;
  workflowId?: string | undefined;
  entryId?: string | undefined;
}

/** Newest first. */
export async function readRuns(
  tx: WorkspaceTransaction,
  workspaceId: string,
  filter: RunFilter,
  page: { after?: Place | undefined; take: number },
): Promise<RunRow[]> {
  const { after } = page;
  const where: Prisma.RunWhereInput = {
    workspaceId,
    ...(filter.status ? { status: filter.status } : {}),
    ...(filter.workflowId ? { workflowId: filter.workflowId } : {}),
    ...(filter.entryId ? { credentials: { array_contains: [{ entry_id: filter.entryId }] } } : {}),
    ...(after
      ? { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }
      : {}),
  };
  return tx.run.findMany({
    where,
    include: workflowName,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.take,
  });
}

/**
 * Adds to a run's history and tells whoever watches, both only if the transaction commits. The run's row is locked
 * first, so that the sequence has no gap and no double.
 */
export async function appendEvent(
  tx: WorkspaceTransaction,
  workspaceId: string,
  runId: string,
  event: string,
  payload: Prisma.InputJsonObject,
): Promise<void> {
  await tx.$executeRaw`select 1 from run where workspace_id = ${workspaceId}::uuid and id = ${runId}::uuid for update`;
  const last = await tx.runEvent.aggregate({ where: { workspaceId, runId }, _max: { seq: true } });
  const seq = (last._max.seq ?? 0) + 1;
  await tx.runEvent.create({ data: { workspaceId, runId, seq, event, payload } });
  await tx.$executeRaw`select pg_notify(${RUN_CHANGED}, ${`${workspaceId}:${runId}`})`;
}
