import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { passwordMark } from '@/lib/crypto/password-mark';
import type { WorkspaceTransaction } from '@/lib/db/database';
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

export async function recallRefusals(
  deps: ResolverDeps,
  { workspaceId, entryId }: EntryKey,
  password: Secret,
): Promise<Remembered & { passwordMark: PasswordMark }> {
  const mark = passwordMark(await deps.keys.keyring(workspaceId), entryId, password);
  const { rows, proven } = await deps.db.withWorkspace(workspaceId, async (tx) => ({
    rows: await tx.refusedSignIn.findMany({
      where: {
        workspaceId,
        entryId,
        at: { gt: new Date(deps.clock.now() - REFUSAL_MEMORY_MS) },
        OR: [{ passwordMark: mark }, { code: 'ACCOUNT_LOCKED' }],
      },
      orderBy: { at: 'desc' },
    }),
    proven: await tx.provenSignIn.findFirst({ where: { workspaceId, entryId, passwordMark: mark } }),
  }));
  const refusals = rows.map(({ code, at }) => ({ code: asRefusal(code) ?? 'INVALID_CREDENTIALS', at }));
  return { passwordMark: mark, refusals, provenAt: proven?.at ?? null };
}

/** When the site accepted a password of this entry last, whichever it was. */
export async function lastProof(
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: EntryKey,
): Promise<Date | null> {
  const where = { workspaceId_entryId: { workspaceId, entryId } };
  return (await tx.provenSignIn.findUnique({ where }))?.at ?? null;
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
