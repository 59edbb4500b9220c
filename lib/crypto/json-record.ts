import type { z } from 'zod';
import { open } from './open';
import type { DataPurpose, Sealed, SealedColumn } from './purpose';
import { type SealContext, seal } from './seal';
import type { WorkspaceKeyring } from './workspace-keyring';

/** A value of several parts, sealed as one. What it is made from stays with the caller; the text in between is wiped. */
export function sealJson<P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  value: unknown,
): Sealed<P> {
  const bytes = Buffer.from(JSON.stringify(value));
  try {
    return seal(keyring.active, context, bytes);
  } finally {
    bytes.fill(0);
  }
}

/** The inverse. Throws as `open` does, and a ZodError for a value of another form. */
export function openJson<T, P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  blob: SealedColumn<P>,
  schema: z.ZodType<T>,
): T {
  const bytes = open(keyring, context, blob);
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } finally {
    bytes.fill(0);
  }
}
