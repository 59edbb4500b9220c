import type { WorkspaceTransaction } from '@/lib/db/database';
import { attemptsOf } from './journal-row';
import type { SignInsElsewhere } from './sign-in-budget-policy';

/** More rotations than that have not failed in a row since one of their sign-ins worked. */
const MOST_ROTATIONS = 50;

/**
 * How sign-ins with an item's password went lately: in its rotations, and in runs and checks. The latter forget a refusal
 * when one works (lib/sign-ins/refusals.ts), and a proof with the next refusal; then more is counted than there was, which
 * only costs a person's look.
 */
export async function signInsOf(
  tx: WorkspaceTransaction,
  {
    workspaceId,
    entries,
    besides = null,
  }: { workspaceId: string; entries: readonly string[]; besides?: string | null },
): Promise<SignInsElsewhere> {
  const entryId = { in: [...entries] };
  const rotations = await tx.rotation.findMany({
    where: { workspaceId, entryId, ...(besides === null ? {} : { id: { not: besides } }) },
    orderBy: { createdAt: 'desc' },
    take: MOST_ROTATIONS,
    select: { loginAttempts: true, attemptsCountFrom: true },
  });
  const refused = await tx.refusedSignIn.findMany({
    where: { workspaceId, entryId },
    select: { at: true },
  });
  const proven = await tx.provenSignIn.aggregate({ where: { workspaceId, entryId }, _max: { at: true } });
  return {
    rotations: rotations.map((row) => ({
      attempts: attemptsOf(row),
      attemptsCountFrom: row.attemptsCountFrom?.getTime() ?? null,
    })),
    refusedAt: refused.map(({ at }) => at.getTime()),
    provenAt: proven._max.at?.getTime() ?? null,
  };
}
