import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { AuditRecord } from '@/lib/db/generated/client';

export type AuditRow = AuditRecord;

/** A page of the chain from its beginning; `after` is the number of the last row that was read. */
export function readChainAfter(
  tx: WorkspaceTransaction,
  workspaceId: string,
  after: bigint,
  take: number,
): Promise<AuditRow[]> {
  return tx.auditRecord.findMany({
    where: { workspaceId, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take,
  });
}

export function readChainEnd(tx: WorkspaceTransaction, workspaceId: string): Promise<AuditRow | null> {
  return tx.auditRecord.findFirst({ where: { workspaceId }, orderBy: { seq: 'desc' } });
}

/**
 * The workspaces that have a chain, also those that are gone. One look into the primary key's index for each workspace
 * and not one for each row; PostgreSQL has no such plan for `distinct`, and no min() of UUIDs before version 18.
 */
export async function listChains(db: Database): Promise<string[]> {
  const rows = await db.asSystem(
    (tx) => tx.$queryRaw<Array<{ id: string }>>`
      with recursive chain as (
        (select workspace_id from audit_record order by workspace_id limit 1)
        union all
        select (select r.workspace_id from audit_record r where r.workspace_id > chain.workspace_id
                order by r.workspace_id limit 1)
        from chain where chain.workspace_id is not null
      )
      select workspace_id::text as id from chain where workspace_id is not null`,
  );
  return rows.map((row) => row.id);
}
