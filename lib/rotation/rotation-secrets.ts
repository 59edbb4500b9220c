import { randomBytes } from 'node:crypto';
import { open, openSecret } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import { keyringOfRecord, type WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { RotationKey as KeyRow, Rotation } from '@/lib/db/generated/client';
import type { Secret } from '@/lib/kernel/secret';
import type { JournalChange } from './rotation-state';
import type { RotationKey } from './rotation-store';

const COLUMNS = {
  previous: 'previous_sealed',
  candidate: 'candidate_sealed',
  fingerprint: 'fingerprint_sealed',
  username: 'username_sealed',
} as const;
type Kept = keyof typeof COLUMNS;

const keyContext = (rotationId: string) =>
  ({ purpose: 'rotation-candidate', table: 'rotation_key', column: 'sealed', rowId: rotationId }) as const;

const valueContext = (rotationId: string, kept: Kept) =>
  ({ purpose: 'rotation-candidate', table: 'rotation', column: COLUMNS[kept], rowId: rotationId }) as const;

const KEY_BYTES = 32;

export interface RotationSecrets {
  previous: Secret | null;
  candidate: Secret | null;
  fingerprint: Secret | null;
  username: Secret | null;
  /** There are sealed values, and the key to open them is not here. */
  secretsLost: boolean;
}

/** The values of a rotation, as far as they can still be opened. */
export function openRotationSecrets(
  keyring: WorkspaceKeyring,
  row: Rotation,
  key: KeyRow | null,
): RotationSecrets {
  const { previousSealed, candidateSealed, fingerprintSealed, usernameSealed } = row;
  const none = { previous: null, candidate: null, fingerprint: null, username: null };
  if (!previousSealed && !candidateSealed && !fingerprintSealed) return { ...none, secretsLost: false };
  try {
    const own = key && ownKeyring(keyring, row, key);
    if (!own) return { ...none, secretsLost: true };
    const opened = (kept: Kept, sealed: Uint8Array | null) =>
      sealed && openSecret(own, valueContext(row.id, kept), sealed);
    return {
      previous: opened('previous', previousSealed),
      candidate: opened('candidate', candidateSealed),
      fingerprint: opened('fingerprint', fingerprintSealed),
      username: opened('username', usernameSealed),
      secretsLost: false,
    };
  } catch {
    // Another master key, or rows of two backups: the item decides (docs/rotation.md, R13).
    return { ...none, secretsLost: true };
  }
}

/** The columns for what a change keeps, sealed under the rotation's own key, which is made with the first of them. */
export async function sealRotationSecrets(
  tx: WorkspaceTransaction,
  keyring: WorkspaceKeyring,
  { workspaceId, rotationId }: RotationKey,
  change: Pick<JournalChange, Kept>,
) {
  const given = (Object.keys(COLUMNS) as Kept[]).filter((kept) => change[kept] !== undefined);
  if (given.length === 0) return {};
  const own = await rotationKeyring(tx, keyring, { workspaceId, rotationId });
  const sealed = (kept: Kept) => {
    const value = change[kept];
    if (value === undefined) return undefined;
    return value === null ? null : seal(own.active, valueContext(rotationId, kept), value);
  };
  const [previous, candidate] = [sealed('previous'), sealed('candidate')];
  const [fingerprint, username] = [sealed('fingerprint'), sealed('username')];
  return {
    ...(previous === undefined ? {} : { previousSealed: previous }),
    ...(candidate === undefined ? {} : { candidateSealed: candidate }),
    ...(fingerprint === undefined ? {} : { fingerprintSealed: fingerprint }),
    ...(username === undefined ? {} : { usernameSealed: username }),
  };
}

async function rotationKeyring(
  tx: WorkspaceTransaction,
  keyring: WorkspaceKeyring,
  { workspaceId, rotationId }: RotationKey,
): Promise<WorkspaceKeyring> {
  const where = { workspaceId_rotationId: { workspaceId, rotationId } };
  const row = await tx.rotationKey.findUnique({ where });
  if (row) {
    try {
      return ownKeyring(keyring, { workspaceId, id: rotationId }, row);
    } catch {
      // It cannot be opened here any more, and neither can what it sealed: a new one takes its place.
      await tx.rotationKey.delete({ where });
    }
  }
  const bytes = randomBytes(KEY_BYTES);
  try {
    const sealed = seal(keyring.active, keyContext(rotationId), bytes);
    await tx.rotationKey.create({ data: { workspaceId, rotationId, sealed } });
    return keyringOfRecord(workspaceId, bytes);
  } finally {
    bytes.fill(0);
  }
}

function ownKeyring(
  keyring: WorkspaceKeyring,
  { workspaceId, id }: Pick<Rotation, 'workspaceId' | 'id'>,
  { sealed }: KeyRow,
): WorkspaceKeyring {
  const bytes = open(keyring, keyContext(id), sealed);
  try {
    return keyringOfRecord(workspaceId, bytes);
  } finally {
    bytes.fill(0);
  }
}
