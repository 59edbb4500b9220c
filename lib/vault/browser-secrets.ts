import { z } from 'zod';
import { wireCookie, wireStorage } from '@/lib/contract/wire-vault-entry';
import { openJson, sealJson } from '@/lib/crypto/json-record';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { parseInterval } from '@/lib/kernel/interval';
import { Secret } from '@/lib/kernel/secret';
import type { EntryRow } from './entry-store';

/**
 * What a browser remembers of a signed-in site: as good as the password while it lasts, so it is sealed to its row and
 * no answer of the API holds it.
 */
export const sessionState = z.object({
  cookies: z.array(wireCookie).default([]),
  localStorage: wireStorage.default({}),
  sessionStorage: wireStorage.default({}),
  /** Where the page stood after the sign-in, without query and fragment; null for a session that a client brought. */
  landing: z.string().nullable().default(null),
});
export type SessionState = z.infer<typeof sessionState>;

export const requestHeaders = z.array(z.object({ name: z.string(), value: z.string() }));
export type RequestHeaders = z.infer<typeof requestHeaders>;

/** A passkey; the names are those of WebAuthn. */
export interface Passkey {
  credentialId: string;
  rpId: string;
  userHandle: string | null;
  /** PKCS #8, base64. */
  privateKey: Secret;
}
const keptPasskey = z.object({
  credentialId: z.string(),
  rpId: z.string(),
  userHandle: z.string().nullable(),
  privateKey: z.string(),
});

export function sealSession(keyring: WorkspaceKeyring, entryId: string, state: SessionState) {
  return sealJson(keyring, sessionContext(entryId), state);
}

export function openSession(
  keyring: WorkspaceKeyring,
  entry: Pick<EntryRow, 'id' | 'sessionStateSealed'>,
): SessionState | null {
  const { id, sessionStateSealed: sealed } = entry;
  return sealed ? openJson(keyring, sessionContext(id), sealed, sessionState) : null;
}

export function sealHeaders(keyring: WorkspaceKeyring, entryId: string, headers: RequestHeaders) {
  return sealJson(keyring, secretContext(entryId, 'headers_sealed'), headers);
}

export function openHeaders(
  keyring: WorkspaceKeyring,
  entry: Pick<EntryRow, 'id' | 'headersSealed'>,
): RequestHeaders | null {
  const { id, headersSealed: sealed } = entry;
  return sealed ? openJson(keyring, secretContext(id, 'headers_sealed'), sealed, requestHeaders) : null;
}

export function sealPasskey(keyring: WorkspaceKeyring, entryId: string, passkey: Passkey) {
  const kept = { ...passkey, privateKey: passkey.privateKey.reveal() };
  return sealJson(keyring, secretContext(entryId, 'passkey_sealed'), kept);
}

export function openPasskey(keyring: WorkspaceKeyring, entry: EntryRow): Passkey | null {
  const { id, passkeySealed: sealed } = entry;
  if (!sealed) return null;
  const kept = openJson(keyring, secretContext(id, 'passkey_sealed'), sealed, keptPasskey);
  return { ...kept, privateKey: Secret.of(kept.privateKey) };
}

type SessionTimes = Pick<
  EntryRow,
  'sessionDataSetAt' | 'lastUsedAt' | 'expiryTimeFromLastUse' | 'expiryTimeFromSessionDataSet'
>;

/** When the kept session ends: the earlier of its two limits. Null without a session, and without a limit. */
export function sessionExpiry(entry: SessionTimes): Date | null {
  if (!entry.sessionDataSetAt) return null;
  const usedAt = Math.max(entry.lastUsedAt?.getTime() ?? 0, entry.sessionDataSetAt.getTime());
  const ends = [
    endOf(new Date(usedAt), entry.expiryTimeFromLastUse),
    endOf(entry.sessionDataSetAt, entry.expiryTimeFromSessionDataSet),
  ].filter((end) => end !== null);
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

function endOf(start: Date, interval: string | null): number | null {
  const parsed = interval === null ? null : parseInterval(interval);
  return parsed?.ok ? start.getTime() + parsed.seconds * 1000 : null;
}

function sessionContext(rowId: string) {
  return { purpose: 'session-state', table: 'vault_entry', column: 'session_state_sealed', rowId } as const;
}

function secretContext(rowId: string, column: 'headers_sealed' | 'passkey_sealed') {
  return { purpose: 'entry-secret', table: 'vault_entry', column, rowId } as const;
}
