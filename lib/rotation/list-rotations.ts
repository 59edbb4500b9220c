import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import { listRotationsQuery, type RotationSummary } from '@/lib/contract/rotation';
import type { Database } from '@/lib/db/database';
import { readRotations } from './rotation-store';
import { presentRotationSummary } from './rotation-view';

export async function listRotations(
  deps: { db: Database },
  actor: Actor,
  query: z.input<typeof listRotationsQuery>,
): Promise<Page<RotationSummary>> {
  requirePermission(actor, 'rotations:read');
  const { entry_id, group, outcome, cursor, limit } = listRotationsQuery.parse(query);
  const list = `rotations ${entry_id} ${group} ${outcome}`;
  const after = readCursor(cursor, list);
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readRotations(tx, actor.workspaceId, { entryId: entry_id, group, outcome }, { after, take: limit + 1 }),
  );
  return pageFrom(rows, limit, presentRotationSummary, list);
}
