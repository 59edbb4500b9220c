import type { Database } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { normaliseOrigin } from '@/lib/kernel/site';
import type { EntryRow } from './entry-store';

/** What the wire shows of an entry. Programs read all of them by the thousand, so it is one round trip (ReadStatement). */
export type WireRow = Pick<EntryRow, (typeof COLUMNS)[number][0]>;

const COLUMNS = [
  ['id', 'id'],
  ['workspaceId', 'workspace_id'],
  ['permissionedUserId', 'permissioned_user_id'],
  ['domain', 'domain'],
  ['userAlias', 'user_alias'],
  ['usernameSealed', 'username_sealed'],
  ['passwordSealed', 'password_sealed'],
  ['totpSecretSealed', 'totp_secret_sealed'],
  ['secretProviderId', 'secret_provider_id'],
  ['secretRef', 'secret_ref'],
  ['secretCacheTtlSeconds', 'secret_cache_ttl_seconds'],
  ['tfaMethod', 'tfa_method'],
  ['allowMultipleSessions', 'allow_multiple_sessions'],
  ['maxConcurrency', 'max_concurrency'],
  ['preventConcurrencyDuringLogin', 'prevent_concurrency_during_login'],
  ['browserSettings', 'browser_settings'],
  ['headersSealed', 'headers_sealed'],
  ['sessionDataSetAt', 'session_data_set_at'],
  ['expiryTimeFromLastUse', 'expiry_time_from_last_use'],
  ['expiryTimeFromSessionDataSet', 'expiry_time_from_session_data_set'],
  ['lastUsedAt', 'last_used_at'],
  ['createdBy', 'created_by'],
  ['createdAt', 'created_at'],
  ['updatedAt', 'updated_at'],
] as const satisfies ReadonlyArray<readonly [keyof EntryRow, string]>;

const SELECT = `select ${COLUMNS.map(([name, column]) => `${column} as "${name}"`).join(', ')}
  from vault_entry where workspace_id = ${CURRENT_WORKSPACE}`;
const OF_USER_AND_DOMAIN = `${SELECT} and permissioned_user_id = $1 and domain = $2`;
/** Null stands for any. */
const FILTERED = `${SELECT} and ($1::text is null or permissioned_user_id = $1) and ($2::text is null or domain = $2)
  order by created_at, id`;

export interface WireFilter {
  permissionedUserId?: string | undefined;
  domain?: string | undefined;
}

/** In the order in which they were made; none at an address that is no site. */
export async function readWireRows(
  db: Database,
  workspaceId: string,
  { permissionedUserId, domain }: WireFilter,
): Promise<WireRow[]> {
  const site = domain === undefined ? null : normaliseOrigin(domain);
  if (site && !site.ok) return [];
  const values = [permissionedUserId ?? null, site?.origin ?? null];
  const one = !values.includes(null);
  return db.read<WireRow>(
    workspaceId,
    one
      ? { name: 'wire_entry', text: OF_USER_AND_DOMAIN, values }
      : { name: 'wire_entries', text: FILTERED, values },
  );
}
