import type { Database } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { normaliseOrigin } from '@/lib/kernel/site';
import { ENTRY_TABLE } from './entry-table';
import type { SavedEntry } from './shown-entry';

/** What the wire shows of an entry. Programs read all of them by the thousand, so it is one round trip (ReadStatement). */
export type WireRow = Pick<SavedEntry, (typeof SHOWN)[number]>;

const SHOWN = [
  'id',
  'workspaceId',
  'permissionedUserId',
  'domain',
  'userAlias',
  'usernameSealed',
  'passwordSealed',
  'totpSecretSealed',
  'secretProviderId',
  'secretRef',
  'secretCacheTtlSeconds',
  'tfaMethod',
  'allowMultipleSessions',
  'maxConcurrency',
  'preventConcurrencyDuringLogin',
  'browserSettings',
  'headersSealed',
  'sessionDataSetAt',
  'expiryTimeFromLastUse',
  'expiryTimeFromSessionDataSet',
  'lastUsedAt',
  'createdBy',
  'createdAt',
  'updatedAt',
] as const satisfies ReadonlyArray<keyof typeof ENTRY_TABLE>;

const SELECT = `select ${SHOWN.map((name) => `${ENTRY_TABLE[name][0]} as "${name}"`).join(', ')}
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
      : { name: 'wire_entries', text: FILTERED, values, takesLong: true },
  );
}
