import { openSecret } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { Secret } from '@/lib/kernel/secret';
import type { EntryRow } from './entry-store';

/** The three values that a stored entry keeps here, each sealed to its own cell. */
export const STORED_FIELDS = ['username', 'password', 'totpSecret'] as const;
export type StoredField = (typeof STORED_FIELDS)[number];

const COLUMNS = {
  username: 'username_sealed',
  password: 'password_sealed',
  totpSecret: 'totp_secret_sealed',
} as const;

export const SEALED_PROPERTY = {
  username: 'usernameSealed',
  password: 'passwordSealed',
  totpSecret: 'totpSecretSealed',
} as const satisfies Record<StoredField, keyof EntryRow>;

const contextOf = (entryId: string, field: StoredField) =>
  ({ purpose: 'entry-secret', table: 'vault_entry', column: COLUMNS[field], rowId: entryId }) as const;

export function sealStored(keyring: WorkspaceKeyring, entryId: string, field: StoredField, value: Secret) {
  return seal(keyring.active, contextOf(entryId, field), value);
}

/** What of an entry its stored values are opened with. */
export type StoredValues = Pick<EntryRow, 'id' | (typeof SEALED_PROPERTY)[StoredField]>;

export function holdsValues(entry: StoredValues): boolean {
  return STORED_FIELDS.some((field) => entry[SEALED_PROPERTY[field]] !== null);
}

/** Null when the entry does not hold that field. */
export function openStored(
  keyring: WorkspaceKeyring,
  entry: StoredValues,
  field: StoredField,
): Secret | null {
  const sealed = entry[SEALED_PROPERTY[field]];
  return sealed ? openSecret(keyring, contextOf(entry.id, field), sealed) : null;
}
