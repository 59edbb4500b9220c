import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import { type AlertView, listAlertsQuery } from '@/lib/contract/alert';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import type { Database } from '@/lib/db/database';
import { presentAlert, readAlerts } from './alert-store';

export async function listAlerts(
  deps: { db: Database },
  actor: Actor,
  query: z.input<typeof listAlertsQuery>,
): Promise<Page<AlertView>> {
  requirePermission(actor, 'rotations:read');
  const { state, cursor, limit } = listAlertsQuery.parse(query);
  const list = `alerts ${state}`;
  const after = readCursor(cursor, list);
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readAlerts(tx, actor.workspaceId, { open: state === 'open' }, { after, take: limit + 1 }),
  );
  return pageFrom(rows, limit, presentAlert, list);
}
