import type { SecretProvider } from '@/lib/db/generated/client';
import type { EntryRow } from './entry-store';

/** What is read of an entry to show it: whether a value is there, never the value. */
export interface ShownEntry {
  id: string;
  workspaceId: string;
  /** Counts changes; part of every cache key. */
  generation: number;
  permissionedUserId: string;
  domain: string;
  userAlias: string | null;
  source: string;
  holdsUsername: boolean;
  holdsPassword: boolean;
  holdsTotpSecret: boolean;
  secretProviderId: string | null;
  secretProviderName: string | null;
  secretProviderStatus: string | null;
  secretProviderTtlSeconds: number | null;
  secretRef: string | null;
  secretCacheTtlSeconds: number | null;
  fieldReferences: unknown;
  extraSecrets: unknown;
  item: unknown;
  itemWarnings: string[];
  tfaMethod: string | null;
  extraOrigins: string[];
  browserSettings: unknown;
  sessionDataSetAt: Date | null;
  expiryTimeFromLastUse: string | null;
  expiryTimeFromSessionDataSet: string | null;
  lastUsedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** An entry as it was saved, with what is shown of its connection. */
export type SavedEntry = Omit<EntryRow, JsonColumn | 'searchText'> &
  Record<JsonColumn, unknown> & {
    secretProvider: Pick<SecretProvider, 'name' | 'status' | 'cacheTtlSeconds'> | null;
  };

type JsonColumn = 'item' | 'fieldReferences' | 'extraSecrets' | 'browserSettings';

/** The same in SQL, from `vault_entry e` and `secret_provider p`. */
export const SHOWN_COLUMNS = `
  e.id, e.workspace_id as "workspaceId", e.generation, e.permissioned_user_id as "permissionedUserId", e.domain,
  e.user_alias as "userAlias", e.source, e.username_sealed is not null as "holdsUsername",
  e.password_sealed is not null as "holdsPassword", e.totp_secret_sealed is not null as "holdsTotpSecret",
  p.id as "secretProviderId", p.name as "secretProviderName", p.status as "secretProviderStatus",
  p.cache_ttl_seconds as "secretProviderTtlSeconds", e.secret_ref as "secretRef",
  e.secret_cache_ttl_seconds as "secretCacheTtlSeconds", e.field_references as "fieldReferences",
  e.extra_secrets as "extraSecrets", e.item, e.item_warnings as "itemWarnings",
  e.tfa_method as "tfaMethod", e.extra_origins as "extraOrigins", e.last_used_at as "lastUsedAt",
  e.session_data_set_at as "sessionDataSetAt", e.expiry_time_from_last_use as "expiryTimeFromLastUse",
  e.expiry_time_from_session_data_set as "expiryTimeFromSessionDataSet", e.browser_settings as "browserSettings",
  e.created_at as "createdAt", e.updated_at as "updatedAt"`;

export const SHOWN_FROM =
  'vault_entry e left join secret_provider p on p.workspace_id = e.workspace_id and p.id = e.secret_provider_id';

export function shownEntry(row: SavedEntry): ShownEntry {
  const provider = row.secretProvider;
  return {
    ...row,
    holdsUsername: row.usernameSealed !== null,
    holdsPassword: row.passwordSealed !== null,
    holdsTotpSecret: row.totpSecretSealed !== null,
    secretProviderName: provider?.name ?? null,
    secretProviderStatus: provider?.status ?? null,
    secretProviderTtlSeconds: provider?.cacheTtlSeconds ?? null,
  };
}
