import type { Permission } from '@/lib/contract/workspace';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { fromScopesColumn } from './api-key-scopes';

export interface ApiKeyRow {
  id: string;
  name: string;
  start: string;
  scopes: Permission[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
}

export async function findApiKeys(db: Database, workspaceId: string): Promise<ApiKeyRow[]> {
  const rows = await db.people.apiKey.findMany({
    where: { referenceId: workspaceId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    omit: { key: true },
  });
  return rows.map(rowOf);
}

export async function findApiKey(
  db: Database,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<ApiKeyRow | null> {
  const row = await db.people.apiKey.findFirst({
    where: { id, referenceId: workspaceId },
    omit: { key: true },
  });
  return row && rowOf(row);
}

function rowOf(row: {
  id: string;
  name: string | null;
  start: string | null;
  permissions: string | null;
  expiresAt: Date | null;
  lastRequest: Date | null;
  createdAt: Date;
}): ApiKeyRow {
  return {
    id: row.id,
    name: row.name ?? '',
    start: row.start ?? '',
    scopes: fromScopesColumn(row.permissions),
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastRequest,
    createdAt: row.createdAt,
  };
}

/** False when the workspace has no such key. */
export async function deleteApiKey(
  db: Database,
  where: { id: string; workspaceId: string },
  also?: (tx: WorkspaceTransaction, key: { name: string; start: string }) => void,
): Promise<boolean> {
  const { id, workspaceId: referenceId } = where;
  return db.changePeople(referenceId, async (tx) => {
    const key = await tx.apiKey.findFirst({
      where: { id, referenceId },
      select: { name: true, start: true },
    });
    const { count } = await tx.apiKey.deleteMany({ where: { id, referenceId } });
    if (!key || count === 0) return false;
    also?.(tx, { name: key.name ?? '', start: key.start ?? '' });
    return true;
  });
}
