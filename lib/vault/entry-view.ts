import { z } from 'zod';
import { entrySource, tfaMethod, type VaultEntryView } from '@/lib/contract/vault-entry';
import { sessionExpiry } from './browser-secrets';
import { keepsSession, readBrowserSettings } from './browser-settings';
import { entryWarnings } from './entry-warnings';
import { readMapping } from './field-mapping';
import { type ItemSnapshot, missingName, readSnapshot } from './item-snapshot';
import type { ShownEntry } from './shown-entry';

const status = z.enum(['active', 'disabled']);

/** What may be shown of an entry: an allow-list without any value. */
export function presentEntry(entry: ShownEntry): VaultEntryView {
  const snapshot = entry.source === 'provider' ? readSnapshot(entry.item) : null;
  const mapping = presentMapping(entry, snapshot);
  // One literal, as in wire-entry-view.ts: a page has a hundred of them.
  return {
    id: entry.id,
    workspace_id: entry.workspaceId,
    version: entry.generation,
    permissioned_user_id: entry.permissionedUserId,
    domain: entry.domain,
    user_alias: entry.userAlias,
    source: entrySource.parse(entry.source),
    has: {
      username: snapshot?.has_username ?? entry.holdsUsername,
      password: snapshot?.has_password ?? entry.holdsPassword,
      one_time_password: snapshot?.has_one_time_password ?? entry.holdsTotpSecret,
    },
    secret_provider: presentProvider(entry),
    secret_ref: entry.secretRef,
    item: snapshot && {
      title: snapshot.title,
      vault_title: snapshot.vault_title,
      websites: snapshot.websites,
    },
    field_references: mapping.fieldReferences,
    extra_secrets: mapping.extraSecrets,
    secret_cache_ttl_seconds: entry.secretCacheTtlSeconds,
    effective_cache_ttl_seconds: entry.secretCacheTtlSeconds ?? entry.secretProviderTtlSeconds,
    tfa_method: entry.tfaMethod === null ? null : tfaMethod.parse(entry.tfaMethod),
    extra_origins: entry.extraOrigins,
    keeps_session: keepsSession(readBrowserSettings(entry.browserSettings)),
    session: presentSession(entry),
    warnings: entryWarnings(entry.itemWarnings, entry.secretProviderStatus),
    last_used_at: entry.lastUsedAt?.toISOString() ?? null,
    created_at: entry.createdAt.toISOString(),
    updated_at: entry.updatedAt.toISOString(),
  };
}

function presentSession(entry: ShownEntry): VaultEntryView['session'] {
  const { sessionDataSetAt } = entry;
  if (!sessionDataSetAt) return null;
  const expiresAt = sessionExpiry(entry)?.toISOString() ?? null;
  return { kept_at: sessionDataSetAt.toISOString(), expires_at: expiresAt };
}

function presentMapping(entry: ShownEntry, snapshot: ItemSnapshot | null) {
  const { fieldReferences, extraSecrets } = readMapping(entry);
  const extra = Object.entries(extraSecrets).map(([name, reference]) => {
    const present = snapshot?.missing[missingName(name)] === undefined;
    return [name, { reference, present }] as const;
  });
  return { fieldReferences, extraSecrets: Object.fromEntries(extra) };
}

function presentProvider({ secretProviderId, secretProviderName, secretProviderStatus }: ShownEntry) {
  if (secretProviderId === null || secretProviderName === null) return null;
  return { id: secretProviderId, name: secretProviderName, status: status.parse(secretProviderStatus) };
}
