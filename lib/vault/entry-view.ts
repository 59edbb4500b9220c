import { z } from 'zod';
import { entrySource, tfaMethod, type VaultEntryView } from '@/lib/contract/vault-entry';
import type { EntryWithProvider } from './entry-store';
import { entryWarnings } from './entry-warnings';
import { readSnapshot } from './item-snapshot';

const status = z.enum(['active', 'disabled']);

/** What may be shown of an entry: an allow-list without any value. */
export function presentEntry(row: EntryWithProvider): VaultEntryView {
  const snapshot = row.source === 'provider' ? readSnapshot(row.item) : null;
  const provider = row.secretProvider;
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    permissioned_user_id: row.permissionedUserId,
    domain: row.domain,
    user_alias: row.userAlias,
    source: entrySource.parse(row.source),
    has: {
      username: snapshot?.has_username ?? row.usernameSealed !== null,
      password: snapshot?.has_password ?? row.passwordSealed !== null,
      one_time_password: snapshot?.has_one_time_password ?? row.totpSecretSealed !== null,
    },
    secret_provider: provider && {
      id: provider.id,
      name: provider.name,
      status: status.parse(provider.status),
    },
    secret_ref: row.secretRef,
    item: snapshot && {
      title: snapshot.title,
      vault_title: snapshot.vault_title,
      websites: snapshot.websites,
    },
    secret_cache_ttl_seconds: row.secretCacheTtlSeconds,
    effective_cache_ttl_seconds: provider ? (row.secretCacheTtlSeconds ?? provider.cacheTtlSeconds) : null,
    tfa_method: row.tfaMethod === null ? null : tfaMethod.parse(row.tfaMethod),
    extra_origins: row.extraOrigins,
    warnings: entryWarnings(row.domain, snapshot, provider?.status ?? null),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
