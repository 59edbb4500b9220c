import type { AuditRow } from '@/lib/audit/chain-store';
import type { AuditFilter } from '@/lib/contract/audit-log';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';

/** More people of one name than anyone will meet. */
const MAX_PEOPLE = 100;

export interface AuditRange {
  filter: AuditFilter;
  /** Exclusive. */
  before?: bigint | undefined;
  /** Exclusive. */
  after?: bigint | undefined;
  order: 'newest first' | 'oldest first';
  take: number;
}

export async function readAuditRecords(
  tx: WorkspaceTransaction,
  workspaceId: string,
  { filter, before, after, order, take }: AuditRange,
): Promise<AuditRow[]> {
  const seq = {
    ...(before === undefined ? {} : { lt: before }),
    ...(after === undefined ? {} : { gt: after }),
  };
  const searched = filter.search ? await matchesSearch(tx, filter.search) : {};
  return tx.auditRecord.findMany({
    where: { AND: [{ workspaceId, seq }, matches(filter), searched] },
    orderBy: { seq: order === 'newest first' ? 'desc' : 'asc' },
    take,
  });
}

function matches(filter: AuditFilter): Prisma.AuditRecordWhereInput {
  const { action, actor, object, object_kind: objectKind, outcome, from, to } = filter;
  return {
    ...(action ? { action } : {}),
    ...(actor ? { actorId: actor } : {}),
    ...(object ? { objectId: object } : {}),
    ...(objectKind ? { objectKind } : {}),
    ...(outcome ? { outcome } : {}),
    at: { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lt: new Date(to) } : {}) },
  };
}

/** Names of people are not in the records, so those who bear one are looked up first. */
async function matchesSearch(
  tx: WorkspaceTransaction,
  search: string,
): Promise<Prisma.AuditRecordWhereInput> {
  const contains = { contains: search, mode: 'insensitive' as const };
  const people = await tx.user.findMany({
    where: { name: contains },
    select: { id: true },
    take: MAX_PEOPLE,
  });
  return {
    OR: [
      { objectId: search },
      { requestId: search },
      { actorId: { in: [search, ...people.map(({ id }) => id)] } },
      { actorName: contains },
      { action: contains },
      { detail: contains },
    ],
  };
}

/** By id; someone whose account is gone has no name any more. */
export async function namesOfPeople(
  tx: WorkspaceTransaction,
  rows: readonly AuditRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = rows.filter((row) => row.actorKind === 'person').map((row) => row.actorId);
  const people = await tx.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}
