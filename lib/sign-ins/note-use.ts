import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import type { UseRecord } from './record-use';
import { type PasswordMark, rememberedOutcome } from './refusals';

/** Locks the entry as well: it is there, or gone, for the statements behind. */
const USED = `
  update vault_entry set last_used_at = $2::timestamptz where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid`;

/** When an entry was used, what the site made of it, and the act on record: together. */
export async function noteUse(
  { clock }: Pick<ResolverDeps, 'clock'>,
  key: EntryKey,
  { uses, passwordMark, outcome }: { uses: UseRecord; passwordMark: PasswordMark; outcome: SignInOutcome },
): Promise<void> {
  const at = new Date(clock.now());
  await uses.recordWith(
    [entryUsed(key.entryId, at), ...rememberedOutcome(key, { passwordMark, outcome, at })],
    {
      action: 'secret.filled',
      outcome: outcome.signedIn ? 'success' : 'failure',
      ...(outcome.signedIn ? {} : { detail: { reason: outcome.code } }),
    },
  );
}

/** When an entry was used is no change of it: past Prisma, which would set the time of one. */
export function entryUsed(entryId: string, at: Date): Statement {
  return { name: 'entry_used', text: USED, values: [entryId, at] };
}
