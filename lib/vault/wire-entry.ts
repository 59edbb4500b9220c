import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { Problem } from '@/lib/contract/problem';
import { tfaMethod, type WireEntry, wireEntryInput } from '@/lib/contract/vault-entry';
import { decryptFromClient, encryptForClient, WireDecryptError } from '@/lib/crypto/wire-encryption';
import type { WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import type { Secret } from '@/lib/kernel/secret';
import { defined, type EntryChange } from './entry-change';
import { openStored, type StoredField } from './entry-secrets';
import type { EntryWithProvider } from './entry-store';
import { requireEntry } from './entry-store';
import { findEntry } from './find-entry';
import { saveEntry } from './save-entry';
import type { VaultDeps } from './vault-deps';

export type WireDeps = VaultDeps & { workspaceSecrets: WorkspaceSecrets; audit: ActRecorder };
export type WireEntryInput = z.input<typeof wireEntryInput>;

/**
 * The CloudCruise form of an entry: secret values are ciphertext under the workspace's API encryption key both ways.
 * Values of a provider-backed entry are never in an answer, encrypted or not.
 */
export async function createWireEntry(
  deps: WireDeps,
  actor: Actor,
  input: WireEntryInput,
): Promise<WireEntry> {
  requirePermission(actor, 'vault:write');
  const entry = wireEntryInput.parse(input);
  const saved = await saveEntry(deps, actor, null, await changeFromWire(deps, actor, entry));
  return presentWireEntry(deps, saved);
}

/** Identified by `id`, else by (`permissioned_user_id`, `domain`). */
export async function updateWireEntry(
  deps: WireDeps,
  actor: Actor,
  input: WireEntryInput,
): Promise<WireEntry> {
  requirePermission(actor, 'vault:write');
  const entry = wireEntryInput.parse(input);
  const { workspaceId } = actor;
  const { id } = entry;
  const existing = id
    ? await deps.db.withWorkspace(workspaceId, (tx) => requireEntry(tx, workspaceId, id))
    : await findEntry(deps, actor, { permissionedUserId: entry.permissioned_user_id, domain: entry.domain });
  const saved = await saveEntry(deps, actor, existing, await changeFromWire(deps, actor, entry));
  return presentWireEntry(deps, saved);
}

async function changeFromWire(
  deps: WireDeps,
  actor: Actor,
  input: z.output<typeof wireEntryInput>,
): Promise<EntryChange> {
  const keys = await deps.workspaceSecrets.apiEncryptionKeys(actor.workspaceId);
  const value = (field: 'user_name' | 'password' | 'tfa_secret') => decrypted(keys, field, input[field]);
  const bound = Boolean(input.secret_provider_id || input.secret_ref);
  const unbound = input.secret_provider_id === null || input.secret_ref === null;
  return defined({
    permissionedUserId: input.permissioned_user_id,
    domain: input.domain,
    userAlias: input.user_alias,
    source: bound ? ('provider' as const) : unbound ? ('stored' as const) : undefined,
    username: value('user_name') ?? undefined,
    password: value('password') ?? undefined,
    totpSecret: value('tfa_secret'),
    secretProviderId: input.secret_provider_id ?? undefined,
    secretRef: input.secret_ref ?? undefined,
    secretCacheTtlSeconds: input.secret_cache_ttl_seconds,
    tfaMethod: input.tfa_method,
    allowMultipleSessions: input.allow_multiple_sessions,
    maxConcurrency: input.max_concurrency,
    preventConcurrencyDuringLogin: input.prevent_concurrency_during_login,
  });
}

/** Tries the active key, then the ones in their grace time: a client that still holds the old key keeps working. */
function decrypted(keys: Secret[], field: string, hex: string | null | undefined): Secret | null | undefined {
  if (hex === null || hex === undefined) return hex;
  let reason = 'wrong_key';
  for (const key of keys) {
    try {
      return decryptFromClient(key, hex);
    } catch (error) {
      if (!(error instanceof WireDecryptError)) throw error;
      reason = error.reason;
    }
  }
  throw new Problem('value_not_encrypted', {
    message: `${field} is not ciphertext under the API encryption key of this workspace (${reason}).`,
    hint: 'Give the client the key from Settings, API encryption key, as encryptionKey.',
    fields: [{ field, message: 'Encrypt it with the API encryption key of the workspace' }],
  });
}

/** One entry, with the keys read for it alone. */
export async function presentWireEntry(deps: WireDeps, row: EntryWithProvider): Promise<WireEntry> {
  const present = await wirePresenter(deps, row.workspaceId);
  return present(row);
}

/** Reads the workspace's keys once, for as many entries as follow. */
export async function wirePresenter(
  deps: WireDeps,
  workspaceId: string,
): Promise<(row: EntryWithProvider) => WireEntry> {
  const [wireKey] = await deps.workspaceSecrets.apiEncryptionKeys(workspaceId);
  const keyring = await deps.keys.keyring(workspaceId);
  return (row) =>
    wireEntryFrom(row, (field) => {
      const value = openStored(keyring, row, field);
      return value && wireKey ? encryptForClient(wireKey, value) : null;
    });
}

function wireEntryFrom(row: EntryWithProvider, encrypted: (field: StoredField) => string | null): WireEntry {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    user_id: row.createdBy,
    permissioned_user_id: row.permissionedUserId,
    domain: row.domain,
    user_name: encrypted('username'),
    password: encrypted('password'),
    tfa_secret: encrypted('totpSecret'),
    user_alias: row.userAlias,
    tfa_method: row.tfaMethod === null ? null : tfaMethod.parse(row.tfaMethod),
    secret_provider_id: row.secretProviderId,
    secret_ref: row.secretRef,
    secret_cache_ttl_seconds: row.secretCacheTtlSeconds,
    allow_multiple_sessions: row.allowMultipleSessions,
    max_concurrency: row.maxConcurrency,
    prevent_concurrency_during_login: row.preventConcurrencyDuringLogin,
    session_data_set_at: row.sessionDataSetAt?.toISOString() ?? null,
    effective_expires_at: null,
    proxy_string: null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
