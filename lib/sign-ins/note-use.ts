import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import type { UseRecord } from './record-use';
import { type PasswordMark, rememberOutcome } from './refusals';

/** When an entry was used, what the site made of it, and the act on record: together. */
export async function noteUse(
  deps: Pick<ResolverDeps, 'db' | 'clock'>,
  key: EntryKey,
  { uses, passwordMark, outcome }: { uses: UseRecord; passwordMark: PasswordMark; outcome: SignInOutcome },
): Promise<void> {
  const { workspaceId, entryId: id } = key;
  const at = new Date(deps.clock.now());
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { count } = await tx.vaultEntry.updateMany({
      where: { workspaceId, id },
      data: { lastUsedAt: at },
    });
    uses.recordIn(tx, {
      action: 'secret.filled',
      outcome: outcome.signedIn ? 'success' : 'failure',
      ...(outcome.signedIn ? {} : { detail: { reason: outcome.code } }),
    });
    // An entry that was deleted meanwhile has nothing to remember.
    if (count === 1) await rememberOutcome(tx, key, { passwordMark, outcome, at });
  });
}
