import { z } from 'zod';
import { prepareToOpen } from '@/lib/crypto/open';
import { DecryptError, KeyUnavailableError } from '@/lib/crypto/open-errors';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';

/** Which value of which entry, read through which connection, as of which generations: all of it is authenticated. */
export interface CachedCell {
  workspaceId: string;
  entryId: string;
  part: string;
  providerId: string;
  providerGeneration: number;
  entryGeneration: number;
}

/** Both counters in one number: 24 bits for the entry's, and 2^29 generations of a connection. */
const ENTRY_GENERATIONS = 2 ** 24;

const contextOf = ({ entryId, part, providerId, providerGeneration, entryGeneration }: CachedCell) =>
  ({
    purpose: 'cache-secret',
    table: 'cached_secret',
    column: 'sealed',
    rowId: entryId,
    parentId: providerId,
    part,
    generation: providerGeneration * ENTRY_GENERATIONS + (entryGeneration % ENTRY_GENERATIONS),
  }) as const;

/** The time inside is what counts: a row whose time was moved does not open. */
const contents = z.object({ resolvedAt: z.number(), value: z.unknown() });

export function sealPart(keyring: WorkspaceKeyring, cell: CachedCell, resolvedAt: Date, value: unknown) {
  const bytes = Buffer.from(JSON.stringify({ resolvedAt: resolvedAt.getTime(), value }));
  try {
    return seal(keyring.active, contextOf(cell), bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Opens a cached value, as often as it is asked to. Throws `DecryptError`. */
export type PartOpener = () => unknown;

/**
 * Prepared once for each copy in memory: deriving the key of a record takes longer than opening it. What it opens is a
 * genuine value of exactly this cell and time, or nothing.
 */
export async function preparePart(
  keys: WorkspaceKeys,
  cell: CachedCell,
  resolvedAt: Date,
  sealed: Uint8Array,
): Promise<PartOpener> {
  const open = await prepareWithNewestKeys(keys, cell, sealed);
  return () => {
    const bytes = open();
    try {
      const inside = contents.parse(JSON.parse(bytes.toString('utf8')));
      if (inside.resolvedAt !== resolvedAt.getTime()) throw new DecryptError();
      return inside.value;
    } finally {
      bytes.fill(0);
    }
  };
}

/** Another process may have sealed with a key version that this one has not loaded yet. */
async function prepareWithNewestKeys(keys: WorkspaceKeys, cell: CachedCell, sealed: Uint8Array) {
  const context = contextOf(cell);
  try {
    return prepareToOpen(await keys.keyring(cell.workspaceId), context, sealed);
  } catch (error) {
    if (!(error instanceof KeyUnavailableError)) throw error;
    return prepareToOpen(await keys.refresh(cell.workspaceId), context, sealed);
  }
}
