import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { SecretProvider as ConnectionRow } from '@/lib/db/generated/client';
import { isId } from '@/lib/kernel/id';
import { readUsage, type UsageBucket } from './rate-budget-view';

export type { ConnectionRow };

/** What a call through a connection needs of its row. */
export type CallableConnection = Pick<
  ConnectionRow,
  | 'workspaceId'
  | 'id'
  | 'name'
  | 'mode'
  | 'settings'
  | 'tokenSealed'
  | 'status'
  | 'generation'
  | 'lastErrorKind'
  | 'lastErrorAt'
  | 'lastSuccessAt'
>;

/** A connection as it is read for showing: with its owner's name and how many entries are bound to it. */
export type ConnectionWithCounts = ConnectionRow & {
  owner: { id: string; name: string } | null;
  boundEntries: number;
  usage: UsageBucket[];
  /** Milliseconds since the epoch: what `usage` is the last day of. */
  usageReadAt: number;
};

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireConnection(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<ConnectionRow> {
  const row = isId(id)
    ? await tx.secretProvider.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such connection in this workspace.' });
  return row;
}

export async function readConnection(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
  now: number,
): Promise<ConnectionWithCounts> {
  const [connection] = await withCounts(tx, workspaceId, [await requireConnection(tx, workspaceId, id)], now);
  if (!connection) throw new Problem('not_found');
  return connection;
}

export async function readConnections(
  tx: WorkspaceTransaction,
  workspaceId: string,
  now: number,
): Promise<ConnectionWithCounts[]> {
  const rows = await tx.secretProvider.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return withCounts(tx, workspaceId, rows, now);
}

async function withCounts(
  tx: WorkspaceTransaction,
  workspaceId: string,
  rows: ConnectionRow[],
  now: number,
): Promise<ConnectionWithCounts[]> {
  const ownerIds = rows.flatMap((row) => row.ownerUserId ?? []);
  const owners = await tx.user.findMany({
    where: { id: { in: ownerIds } },
    select: { id: true, name: true },
  });
  const counts = await tx.vaultEntry.groupBy({
    by: ['secretProviderId'],
    where: { workspaceId, secretProviderId: { in: rows.map((row) => row.id) } },
    _count: { _all: true },
  });
  const usageReadAt = now;
  const usage = await readUsage(tx, workspaceId, now);
  return rows.map((row) => ({
    ...row,
    usage: usage.filter(({ providerId }) => providerId === row.id),
    usageReadAt,
    owner: owners.find((owner) => owner.id === row.ownerUserId) ?? null,
    boundEntries: counts.find((count) => count.secretProviderId === row.id)?._count._all ?? 0,
  }));
}
