import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { Problem } from '@/lib/contract/problem';
import type { Secret } from '@/lib/kernel/secret';
import type { ResolverDeps } from '@/lib/resolver/resolver-deps';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import type { EntryWithProvider } from '@/lib/vault/entry-store';
import { type EntryReference, requireEntryBy } from '@/lib/vault/require-entry-by';
import { newestEmailCode } from './email-code-store';

export type TfaCode =
  | { type: 'authenticator'; code: Secret; expiresInSeconds: number }
  | { type: 'email'; code: Secret; receivedAt: Date };

/**
 * The code that a sign-in of this entry would need now. An authenticator's is a fresh one that nobody was given before,
 * so this may wait for the next step; one that came by mail is not used up by looking at it.
 */
export async function readTfaCode(
  deps: ResolverDeps & { audit: ActRecorder },
  actor: Actor,
  key: EntryReference,
  signal: AbortSignal,
): Promise<TfaCode> {
  requirePermission(actor, 'secrets:resolve');
  const { workspaceId } = actor;
  const entry = await deps.db.withWorkspace(workspaceId, (tx) => requireEntryBy(tx, workspaceId, key));
  const code = await codeOf(deps, entry, signal);
  await deps.audit.record(actor, { action: 'code.taken', object: { kind: 'entry', id: entry.id } });
  return code;
}

async function codeOf(deps: ResolverDeps, entry: EntryWithProvider, signal: AbortSignal): Promise<TfaCode> {
  const { workspaceId } = entry;
  if (entry.tfaMethod === 'EMAIL') return mailedCode(deps, entry);
  if (entry.tfaMethod === 'SMS' || entry.tfaMethod === 'MAGIC_LINK' || !mayHaveSeed(entry)) {
    throw new Problem('tfa_method_unsupported', { message: whyNone(entry), hint: HINT });
  }
  const code = await takeOneTimeCode(deps, { workspaceId, entryId: entry.id }, { signal });
  const expiresInSeconds = Math.max(1, Math.floor((code.validUntil - deps.clock.now()) / 1000));
  return { type: 'authenticator', code: code.code, expiresInSeconds };
}

async function mailedCode(deps: ResolverDeps, entry: EntryWithProvider): Promise<TfaCode> {
  const { workspaceId, id: entryId } = entry;
  const now = new Date(deps.clock.now());
  const newest = await deps.db.withWorkspace(workspaceId, (tx) =>
    newestEmailCode(deps, tx, { workspaceId, entryId }, now),
  );
  if (newest) return { type: 'email', code: newest.code, receivedAt: newest.receivedAt };
  throw new Problem('tfa_code_missing', {
    message: 'No code has come by e-mail for this entry in the last ten minutes.',
    hint: 'Have the site send one, and see that mail is handed on to POST /api/v1/email-codes.',
  });
}

function mayHaveSeed(entry: EntryWithProvider): boolean {
  return entry.source === 'provider' || entry.totpSecretSealed !== null;
}

function whyNone({ tfaMethod }: EntryWithProvider): string {
  if (tfaMethod === 'SMS') return 'Codes by SMS do not come here.';
  if (tfaMethod === 'MAGIC_LINK') return 'The site signs in by a link and sends no code.';
  return 'The entry has no authenticator secret.';
}

const HINT =
  'Use an authenticator or e-mail for two-factor sign-in, or answer the run when it waits for a code.';
