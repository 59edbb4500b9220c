import { secretsEqual } from '@/lib/crypto/secrets-equal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { normaliseOrigin } from '@/lib/kernel/site';
import { openSession, sealHeaders, sealPasskey, sealSession, sessionState } from './browser-secrets';
import { readBrowserSettings } from './browser-settings';
import type { EntryChange } from './entry-change';
import type { ProposedEntry } from './entry-rules-policy';
import { openStored, SEALED_PROPERTY, STORED_FIELDS, sealStored } from './entry-secrets';
import type { EntryWithProvider } from './entry-store';

/** The columns that are no secret. */
export function plainColumns(
  existing: EntryWithProvider | null,
  proposed: ProposedEntry,
  change: EntryChange,
) {
  const origin = normaliseOrigin(proposed.domain);
  const bound = proposed.source === 'provider';
  return {
    permissionedUserId: change.permissionedUserId ?? existing?.permissionedUserId ?? '',
    domain: origin.ok ? origin.origin : proposed.domain,
    userAlias: change.userAlias === undefined ? (existing?.userAlias ?? null) : change.userAlias,
    source: proposed.source,
    secretProviderId: bound ? proposed.secretProviderId : null,
    secretRef: bound ? proposed.secretRef : null,
    secretCacheTtlSeconds: bound ? proposed.secretCacheTtlSeconds : null,
    fieldReferences: bound ? proposed.mapping.fieldReferences : {},
    extraSecrets: bound ? proposed.mapping.extraSecrets : {},
    tfaMethod: proposed.tfaMethod,
    extraOrigins: proposed.extraOrigins.flatMap((text) => {
      const extra = normaliseOrigin(text);
      return extra.ok ? [extra.origin] : [];
    }),
    allowMultipleSessions: change.allowMultipleSessions ?? existing?.allowMultipleSessions ?? false,
    maxConcurrency:
      change.maxConcurrency === undefined ? (existing?.maxConcurrency ?? null) : change.maxConcurrency,
    preventConcurrencyDuringLogin:
      change.preventConcurrencyDuringLogin ?? existing?.preventConcurrencyDuringLogin ?? false,
    browserSettings: { ...readBrowserSettings(existing?.browserSettings), ...change.browser },
    expiryTimeFromLastUse:
      change.expiryTimeFromLastUse === undefined
        ? (existing?.expiryTimeFromLastUse ?? null)
        : change.expiryTimeFromLastUse,
    expiryTimeFromSessionDataSet:
      change.expiryTimeFromSessionDataSet === undefined
        ? (existing?.expiryTimeFromSessionDataSet ?? null)
        : change.expiryTimeFromSessionDataSet,
  };
}

type SealedColumn = 'usernameSealed' | 'passwordSealed' | 'totpSecretSealed' | 'passkeySealed';
export type SealedColumns = Partial<Record<SealedColumn | 'headersSealed', Uint8Array<ArrayBuffer> | null>>;

/** An entry keeps the values of its source alone, and replaces only what was given. */
export function sealedColumns(
  keyring: WorkspaceKeyring,
  entryId: string,
  proposed: ProposedEntry,
  change: EntryChange,
): SealedColumns {
  const { headers, passkey } = change;
  const columns: SealedColumns =
    headers === undefined ? {} : { headersSealed: headers && sealHeaders(keyring, entryId, headers) };
  if (proposed.source !== 'passkey') columns.passkeySealed = null;
  else if (passkey) columns.passkeySealed = sealPasskey(keyring, entryId, passkey);
  for (const field of STORED_FIELDS) {
    const value = change[field];
    if (proposed.source !== 'stored') columns[SEALED_PROPERTY[field]] = null;
    else if (value !== undefined)
      columns[SEALED_PROPERTY[field]] =
        value === null || value.isEmpty ? null : sealStored(keyring, entryId, field, value);
  }
  return columns;
}

export interface SessionColumns {
  sessionStateSealed?: Uint8Array<ArrayBuffer> | null;
  sessionDataSetAt?: Date | null;
}

/**
 * The kept session, changed in the parts that were given. It does not outlive the account it belongs to: with another
 * user name or another item only what came along is kept.
 */
export function sessionColumns(
  keyring: WorkspaceKeyring,
  existing: EntryWithProvider | null,
  change: EntryChange,
  options: { entryId: string; rebinds: boolean; now: Date },
): SessionColumns {
  const another = options.rebinds || isAnotherAccount(keyring, existing, change);
  if (!change.session) {
    return another && existing?.sessionStateSealed
      ? { sessionStateSealed: null, sessionDataSetAt: null }
      : {};
  }
  const kept = existing && !another ? openSession(keyring, existing) : null;
  const state = sessionState.parse({ ...kept, ...change.session });
  const isEmpty = [state.cookies, state.localStorage, state.sessionStorage].every(
    (part) => Object.keys(part).length === 0,
  );
  if (isEmpty) return { sessionStateSealed: null, sessionDataSetAt: null };
  return {
    sessionStateSealed: sealSession(keyring, options.entryId, state),
    sessionDataSetAt: options.now,
  };
}

function isAnotherAccount(
  keyring: WorkspaceKeyring,
  existing: EntryWithProvider | null,
  change: EntryChange,
): boolean {
  if (!existing || !change.username) return false;
  const before = openStored(keyring, existing, 'username');
  return before !== null && !secretsEqual(before, change.username);
}
