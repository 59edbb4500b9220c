import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { type SessionState, sealSession } from './browser-secrets';
import type { EntryRow } from './entry-store';

/**
 * What a run reads of an entry to begin where a former one signed in. `generation` and `sessionEpoch` say what it was when
 * it was read: what a run has to keep is kept only while both are still the same.
 */
export type KeptEntry = Pick<EntryRow, (typeof READ)[number][0]>;

const READ = [
  ['id', 'id'],
  ['domain', 'domain'],
  ['extraOrigins', 'extra_origins'],
  ['generation', 'generation'],
  ['sessionEpoch', 'session_epoch'],
  ['browserSettings', 'browser_settings'],
  ['sessionStateSealed', 'session_state_sealed'],
  ['headersSealed', 'headers_sealed'],
  ['sessionDataSetAt', 'session_data_set_at'],
  ['expiryTimeFromLastUse', 'expiry_time_from_last_use'],
  ['expiryTimeFromSessionDataSet', 'expiry_time_from_session_data_set'],
  ['lastUsedAt', 'last_used_at'],
] as const satisfies ReadonlyArray<readonly [keyof EntryRow, string]>;

const SELECT = `select ${READ.map(([property, column]) => `${column} as "${property}"`).join(', ')}
  from vault_entry where workspace_id = ${CURRENT_WORKSPACE} and id = any($1::uuid[])`;

/** In the order of the ids; those that are gone are left out. */
export async function readKeptEntries(
  db: Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<KeptEntry[]> {
  if (ids.length === 0) return [];
  const rows = await db.read<KeptEntry>(workspaceId, { name: 'kept_entries', text: SELECT, values: [ids] });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}

/** On purpose, by whoever: with the epoch, so that a run under way does not bring it back. */
export const FORGET_SESSION = {
  sessionStateSealed: null,
  sessionDataSetAt: null,
  sessionEpoch: { increment: 1 },
} as const;

type Binding = Pick<KeptEntry, 'id' | 'generation' | 'sessionEpoch'>;

/**
 * Keeps a session in the place of the former one. False when the entry is another by now, or its session was forgotten on
 * purpose meanwhile: then nothing is kept. Past Prisma, because this is no change of the entry: its version and the time
 * of its last change stay (Prisma would set that time).
 */
export async function keepSession(
  tx: WorkspaceTransaction,
  keyring: WorkspaceKeyring,
  { id, generation, sessionEpoch }: Binding,
  { state, now }: { state: SessionState; now: Date },
): Promise<boolean> {
  const sealed = sealSession(keyring, id, state);
  const count = await tx.$executeRaw`
    update vault_entry set session_state_sealed = ${sealed}, session_data_set_at = ${now}
     where workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid
       and id = ${id}::uuid and generation = ${generation} and session_epoch = ${sessionEpoch}`;
  return count === 1;
}

/** Forgets the session that was kept at that moment, and no later one. False when there is another by now, or none. */
export async function forgetSession(
  tx: WorkspaceTransaction,
  { id, sessionDataSetAt }: Pick<KeptEntry, 'id' | 'sessionDataSetAt'>,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    update vault_entry set session_state_sealed = null, session_data_set_at = null
     where workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid
       and id = ${id}::uuid and session_data_set_at = ${sessionDataSetAt}`;
  return count === 1;
}
