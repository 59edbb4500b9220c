import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { passwordMark } from '@/lib/crypto/password-mark';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
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

const THE_ENTRY = `from vault_entry where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid`;
const OF_ENTRY = `where workspace_id = ${CURRENT_WORKSPACE} and entry_id = $1::uuid`;

const PROVE = `
  insert into proven_sign_in (workspace_id, entry_id, password_mark, at)
  select workspace_id, id, $2::bytea, $3::timestamptz ${THE_ENTRY}
  on conflict (workspace_id, entry_id) do update set password_mark = excluded.password_mark, at = excluded.at`;

const DEMAND = `
  insert into forced_password_change (workspace_id, entry_id, at)
  select workspace_id, id, $2::timestamptz ${THE_ENTRY}
  on conflict (workspace_id, entry_id) do update set at = excluded.at`;

const REFUSE = `
  insert into refused_sign_in (workspace_id, id, entry_id, password_mark, code, at)
  select workspace_id, gen_random_uuid(), id, $2::bytea, $3, $4::timestamptz ${THE_ENTRY}`;

/**
 * A refusal is remembered; once the site let the account in, whatever it counted begins at zero again. A site that asks
 * for a new password is remembered too: a worker decides whether that starts a rotation (lib/schedules). An entry that was
 * deleted meanwhile has nothing to remember.
 */
export function rememberedOutcome(
  { entryId }: EntryKey,
  { passwordMark: mark, outcome, at }: { passwordMark: PasswordMark; outcome: SignInOutcome; at: Date },
): Statement[] {
  const forget = (table: 'refused_sign_in' | 'proven_sign_in') => ({
    name: `forget_${table}`,
    text: `delete from ${table} ${OF_ENTRY}`,
    values: [entryId],
  });
  if (outcome.signedIn)
    return [forget('refused_sign_in'), { name: 'prove_sign_in', text: PROVE, values: [entryId, mark, at] }];
  const statements: Statement[] = [];
  if (outcome.category === 'PASSWORD_UPDATE_REQUIRED')
    statements.push({ name: 'demand_password', text: DEMAND, values: [entryId, at] });
  const code = asRefusal(outcome.code);
  if (code)
    statements.push(
      { name: 'refuse_sign_in', text: REFUSE, values: [entryId, mark, code, at] },
      forget('proven_sign_in'),
    );
  return statements;
}

function asRefusal(code: string): Refusal['code'] | undefined {
  return (['INVALID_CREDENTIALS', 'ACCOUNT_LOCKED'] as const).find((known) => known === code);
}
