import type { Actor } from '@/lib/access/actor';
import { answerEncryptionKey } from '@/lib/access/client-encryption-key';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { tfaMethod } from '@/lib/contract/vault-entry';
import type { WireEntry } from '@/lib/contract/wire-vault-entry';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import type { WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import type { Secret } from '@/lib/kernel/secret';
import { openHeaders, sessionExpiry } from './browser-secrets';
import { readBrowserSettings } from './browser-settings';
import { holdsValues, openStored, SEALED_PROPERTY, type StoredField } from './entry-secrets';
import type { VaultDeps } from './vault-deps';
import type { WireRow } from './wire-row';

export type WireDeps = VaultDeps & { workspaceSecrets: WorkspaceSecrets; audit: ActRecorder };

/** What the client sent for the row that it is answered with, and the key it sent it under. */
export interface Sent {
  key: Secret;
  values: Partial<Record<StoredField, Secret | null>>;
}

/**
 * The CloudCruise form of an entry. Stored values are ciphertext under the workspace's API encryption key; those of a
 * provider-backed entry are never in an answer, encrypted or not, and neither is a kept session or a passkey.
 */
export async function presentWireEntry(
  deps: WireDeps,
  actor: Actor,
  row: WireRow,
  sent?: Sent,
): Promise<WireEntry> {
  const present = await wirePresenter(deps, actor, [row], sent);
  return present(row);
}

/** Reads the workspace's keys once for these entries; the client's only where there is something to encrypt. */
export async function wirePresenter(
  deps: WireDeps,
  actor: Actor,
  rows: readonly WireRow[],
  sent?: Sent,
): Promise<(row: WireRow) => WireEntry> {
  const [key, keyring] = await Promise.all([
    sent?.key ?? (rows.some(holdsValues) ? answerEncryptionKey(deps, actor) : null),
    deps.keys.keyring(actor.workspaceId),
  ]);
  return (row) => {
    const value = (field: StoredField) => {
      const secret = row[SEALED_PROPERTY[field]] && (sent?.values[field] ?? openStored(keyring, row, field));
      return secret && key && encryptForClient(key, secret);
    };
    const settings = readBrowserSettings(row.browserSettings);
    // One literal: an object of so many properties that is put together by spreading takes V8 80 µs and 15 KB.
    return {
      id: row.id,
      workspace_id: row.workspaceId,
      user_id: row.createdBy,
      permissioned_user_id: row.permissionedUserId,
      domain: row.domain,
      user_name: value('username'),
      password: value('password'),
      tfa_secret: value('totpSecret'),
      user_alias: row.userAlias,
      tfa_method: row.tfaMethod === null ? null : tfaMethod.parse(row.tfaMethod),
      secret_provider_id: row.secretProviderId,
      secret_ref: row.secretRef,
      secret_cache_ttl_seconds: row.secretCacheTtlSeconds,
      allow_multiple_sessions: row.allowMultipleSessions,
      max_concurrency: row.maxConcurrency,
      prevent_concurrency_during_login: row.preventConcurrencyDuringLogin,
      persist_cookies: settings.persistCookies,
      persist_local_storage: settings.persistLocalStorage,
      persist_session_storage: settings.persistSessionStorage,
      cookie_domain_to_store: settings.cookieDomainToStore,
      skip_csrf_cookies: settings.skipCsrfCookies,
      expiry_time_from_last_use: row.expiryTimeFromLastUse,
      expiry_time_from_session_data_set: row.expiryTimeFromSessionDataSet,
      proxy: settings.proxy,
      headers: openHeaders(keyring, row),
      user_agent: settings.userAgent,
      location: settings.location,
      ip_address: settings.ipAddress,
      session_id: settings.sessionId,
      session_data_set_at: row.sessionDataSetAt?.toISOString() ?? null,
      effective_expires_at: sessionExpiry(row)?.toISOString() ?? null,
      // We hand out no proxies: there is no address to name.
      proxy_string: null,
      created_at: row.createdAt.toISOString(),
      updated_at: row.updatedAt.toISOString(),
    };
  };
}
