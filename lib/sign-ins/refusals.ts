import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { passwordMark } from '@/lib/crypto/password-mark';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import type { Secret } from '@/lib/kernel/secret';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';

/** Sites forget failed attempts after a quarter to half an hour; for longer it is nobody's business. */
export const REFUSAL_MEMORY_MS = 30 * 60_000;

export interface Refusal {
  code: 'INVALID_CREDENTIALS' | 'ACCOUNT_LOCKED';
  at: Date;
}

/** What is known of a password before it is typed. */
export interface Remembered {
  /** Newest first: its own refusals, and locks of the account. */
  refusals: readonly Refusal[];
  /** When the site accepted this very password last. */
  provenAt: Date | null;
}

export type PasswordMark = ReturnType<typeof passwordMark>;

const RECALL = `select code, at, false as "isProof" from refused_sign_in
 where workspace_id = ${CURRENT_WORKSPACE} and entry_id = $1 and at > $3
   and (password_mark = $2 or code = 'ACCOUNT_LOCKED')
 union all
select '', at, true from proven_sign_in
 where workspace_id = ${CURRENT_WORKSPACE} and entry_id = $1 and password_mark = $2
 order by at desc`;

export async function recallRefusals(
  deps: ResolverDeps,
  { workspaceId, entryId }: EntryKey,
  password: Secret,
): Promise<Remembered & { passwordMark: PasswordMark }> {
  const mark = passwordMark(await deps.keys.keyring(workspaceId), entryId, password);
  const since = new Date(deps.clock.now() - REFUSAL_MEMORY_MS);
  const rows = await deps.db.read<{ code: string; at: Date; isProof: boolean }>(workspaceId, {
    name: 'recall_refusals',
    text: RECALL,
    values: [entryId, mark, since],
  });
  const refusals = rows
    .filter(({ isProof }) => !isProof)
    .map(({ code, at }) => ({ code: asRefusal(code) ?? 'INVALID_CREDENTIALS', at }));
  return { passwordMark: mark, refusals, provenAt: rows.find(({ isProof }) => isProof)?.at ?? null };
}

/**
 * A refusal is remembered; once the site let the account in, whatever it counted begins at zero again. A site that asks
 * for a new password is remembered too: a worker decides whether that starts a rotation (lib/schedules).
 */
export async function rememberOutcome(
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: EntryKey,
  { passwordMark: mark, outcome, at }: { passwordMark: PasswordMark; outcome: SignInOutcome; at: Date },
): Promise<void> {
  if (outcome.signedIn) {
    await tx.refusedSignIn.deleteMany({ where: { workspaceId, entryId } });
    await remember(tx, { workspaceId, entryId, passwordMark: mark, at });
  }
  if (!outcome.signedIn && outcome.category === 'PASSWORD_UPDATE_REQUIRED') {
    const where = { workspaceId_entryId: { workspaceId, entryId } };
    await tx.forcedPasswordChange.upsert({
      where,
      create: { workspaceId, entryId, at },
      update: { at },
    });
  }
  const code = outcome.signedIn ? undefined : asRefusal(outcome.code);
  if (code) {
    await tx.refusedSignIn.create({ data: { workspaceId, entryId, passwordMark: mark, code, at } });
    await tx.provenSignIn.deleteMany({ where: { workspaceId, entryId } });
  }
}

async function remember(
  tx: WorkspaceTransaction,
  proof: { workspaceId: string; entryId: string; passwordMark: PasswordMark; at: Date },
): Promise<void> {
  const { workspaceId, entryId, ...what } = proof;
  await tx.provenSignIn.upsert({
    where: { workspaceId_entryId: { workspaceId, entryId } },
    create: proof,
    update: what,
  });
}

function asRefusal(code: string): Refusal['code'] | undefined {
  return (['INVALID_CREDENTIALS', 'ACCOUNT_LOCKED'] as const).find((known) => known === code);
}
