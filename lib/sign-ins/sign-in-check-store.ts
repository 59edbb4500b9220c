import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { SignInCheck } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';

export type SignInCheckRow = SignInCheck;

export interface CheckKey {
  workspaceId: string;
  checkId: string;
}

export const SIGN_IN_CHECK_TASK = 'sign_in_check';

/** The job key makes it harmless to enqueue a check again: a waiting job is kept, not doubled. */
export async function enqueueCheck(
  tx: WorkspaceTransaction,
  { workspaceId, checkId }: CheckKey,
): Promise<void> {
  const payload = JSON.stringify({ workspaceId, checkId });
  await tx.$executeRaw`select enqueue_job(${SIGN_IN_CHECK_TASK}, ${payload}::json, ${`sign_in_check:${checkId}`})`;
}

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireCheck(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<SignInCheckRow> {
  const row = isId(id)
    ? await tx.signInCheck.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such sign-in check in this workspace.' });
  return row;
}

/** Newest first. */
export function readChecks(
  tx: WorkspaceTransaction,
  workspaceId: string,
  filter: { entryId?: string | undefined; findsForm?: boolean | undefined },
  page: { after?: Place | undefined; take: number },
): Promise<SignInCheckRow[]> {
  const { after } = page;
  return tx.signInCheck.findMany({
    where: {
      workspaceId,
      ...(filter.entryId ? { entryId: filter.entryId } : {}),
      ...(filter.findsForm === undefined ? {} : { findsForm: filter.findsForm }),
      ...(after
        ? {
            OR: [
              { createdAt: { lt: after.createdAt } },
              { createdAt: after.createdAt, id: { lt: after.id } },
            ],
          }
        : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.take,
  });
}
