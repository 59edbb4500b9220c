import { type AlertView, alertKind } from '@/lib/contract/alert';
import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Alert } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';

const withEntry = { entry: { select: { permissionedUserId: true, domain: true } } } as const;
export type AlertRow = Alert & { entry: { permissionedUserId: string; domain: string } };

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireAlert(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<AlertRow> {
  const row = isId(id)
    ? await tx.alert.findUnique({ where: { workspaceId_id: { workspaceId, id } }, include: withEntry })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such alert in this workspace.' });
  return row;
}

/** Newest first. */
export async function readAlerts(
  tx: WorkspaceTransaction,
  workspaceId: string,
  { open }: { open: boolean },
  { after, take }: { after?: Place | undefined; take: number },
): Promise<Array<AlertRow & Place>> {
  const rows = await tx.alert.findMany({
    where: {
      workspaceId,
      ...(open ? { resolvedAt: null, dismissedAt: null } : {}),
      ...(after
        ? { OR: [{ raisedAt: { lt: after.createdAt } }, { raisedAt: after.createdAt, id: { lt: after.id } }] }
        : {}),
    },
    include: withEntry,
    orderBy: [{ raisedAt: 'desc' }, { id: 'desc' }],
    take,
  });
  return rows.map((row) => ({ ...row, createdAt: row.raisedAt }));
}

export function presentAlert(row: AlertRow): AlertView {
  return {
    id: row.id,
    kind: alertKind.parse(row.kind),
    entry_id: row.entryId,
    entry: { permissioned_user_id: row.entry.permissionedUserId, domain: row.entry.domain },
    rotation_id: row.rotationId,
    raised_at: row.raisedAt.toISOString(),
    resolved_at: row.resolvedAt?.toISOString() ?? null,
    dismissed_at: row.dismissedAt?.toISOString() ?? null,
    dismissed_by: row.dismissedBy,
  };
}
