import { Problem } from '@/lib/contract/problem';
import type { RunStatus } from '@/lib/contract/run';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Artifact, Prisma, Run, RunEvent, RunInteraction } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';

type ArtifactRow = Pick<Artifact, 'id' | 'kind' | 'name' | 'createdAt' | 'expiresAt'>;
export type RunRow = Run & { workflow: { id: string; name: string }; interaction: RunInteraction | null };
export type RunWithHistory = RunRow & { events: RunEvent[]; artifacts: ArtifactRow[] };

const surroundings = { workflow: { select: { id: true, name: true } }, interaction: true } as const;

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
          ...surroundings,
          events: { orderBy: { seq: 'asc' } },
          artifacts: {
            select: { id: true, kind: true, name: true, createdAt: true, expiresAt: true },
            orderBy: { createdAt: 'asc' },
          },
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
    ...statusIs(filter.status),
    ...(filter.workflowId ? { workflowId: filter.workflowId } : {}),
    ...(filter.entryId ? { credentials: { array_contains: [{ entry_id: filter.entryId }] } } : {}),
    ...(after
      ? { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }
      : {}),
  };
  return tx.run.findMany({
    where,
    include: surroundings,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.take,
  });
}

/** A run that waits is one that is under way: the table has no state of its own for it. */
function statusIs(status: RunStatus | undefined): Prisma.RunWhereInput {
  if (status === undefined) return {};
  if (status === 'waiting') return { status: 'running', interaction: { isNot: null } };
  return status === 'running' ? { status, interaction: null } : { status };
}
