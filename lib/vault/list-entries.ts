import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import { listEntriesQuery, type VaultEntryView } from '@/lib/contract/vault-entry';
import { readEntries } from './entry-store';
import { presentEntry } from './entry-view';
import type { VaultDeps } from './vault-deps';

export async function listEntries(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  query: z.input<typeof listEntriesQuery>,
): Promise<Page<VaultEntryView>> {
  requirePermission(actor, 'vault:read');
  const { search, secret_provider_id, cursor, limit } = listEntriesQuery.parse(query);
  const after = readCursor(cursor);
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readEntries(
      tx,
      actor.workspaceId,
      { search, secretProviderId: secret_provider_id },
      { after, take: limit + 1 },
    ),
  );
  return pageFrom(rows, limit, presentEntry);
}
