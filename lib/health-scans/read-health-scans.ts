import { type Actor, requirePermission } from '@/lib/access/actor';
import {
  type HealthResult,
  type HealthScanView,
  type ListHealthResultsQuery,
  listHealthResultsQuery,
  listHealthScansQuery,
} from '@/lib/contract/health-scan';
import type { Page } from '@/lib/contract/paging';
import { newestFirst, pageOfAll, pageOfRows, unknownCursor } from '@/lib/contract/read-cursor';
import type { Database } from '@/lib/db/database';
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';
import { requireScan } from './health-scan-store';
import { presentFinding, presentScan } from './health-scan-view';

type ScansQuery = Parameters<typeof listHealthScansQuery.parse>[0];

/** Newest first. There are a handful: older results go when a newer one is there. */
export async function listHealthScans(
  { db }: { db: Database },
  actor: Actor,
  query: ScansQuery,
): Promise<Page<HealthScanView>> {
  requirePermission(actor, 'vault:read');
  const { workspaceId } = actor;
  const rows = await db.withWorkspace(workspaceId, (tx) =>
    tx.healthScan.findMany({ where: { workspaceId } }),
  );
  return pageOfAll('health-scans', rows.map(presentScan), listHealthScansQuery.parse(query), newestFirst);
}

export async function getHealthScan(
  { db }: { db: Database },
  actor: Actor,
  id: string,
): Promise<HealthScanView> {
  requirePermission(actor, 'vault:read');
  const { workspaceId } = actor;
  return presentScan(await db.withWorkspace(workspaceId, (tx) => requireScan(tx, workspaceId, id)));
}

const RESULTS = 'health-results';

/** What was found so far, entry by entry. */
export async function listHealthResults(
  { db }: { db: Database },
  actor: Actor,
  { id, ...query }: ListHealthResultsQuery & { id: string },
): Promise<Page<HealthResult>> {
  requirePermission(actor, 'vault:read');
  const { workspaceId } = actor;
  const { code, state, cursor, limit } = listHealthResultsQuery.parse(query);
  const after = cursor === undefined ? null : entryIdFrom(cursor);
  const rows = await db.withWorkspace(workspaceId, async (tx) => {
    const { id: scanId } = await requireScan(tx, workspaceId, id);
    return tx.healthFinding.findMany({
      where: {
        workspaceId,
        scanId,
        AND: [
          ...(code ? [{ codes: { has: code } }] : []),
          ...(state ? [{ codes: { isEmpty: state === 'ok' } }] : []),
          ...(after ? [{ entryId: { gt: after } }] : []),
        ],
      },
      include: {
        entry: {
          select: {
            permissionedUserId: true,
            domain: true,
            item: true,
            secretProvider: { select: { id: true, name: true } },
          },
        },
      },
      orderBy: { entryId: 'asc' },
      take: limit + 1,
    });
  });
  return pageOfRows(rows, limit, presentFinding, ({ entryId }) => encodeCursor(RESULTS, [entryId]));
}

function entryIdFrom(cursor: string): string {
  const [entryId] = decodeCursor(RESULTS, cursor) ?? [];
  if (typeof entryId !== 'string' || !isId(entryId)) throw unknownCursor();
  return entryId;
}
