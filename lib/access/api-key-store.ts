import type { Permission } from '@/lib/contract/workspace';
import type { Database } from '@/lib/db/database';
import { fromStoredScopes } from './api-key-scopes';

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
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? '',
    start: row.start ?? '',
    scopes: fromStoredScopes(row.permissions === null ? null : JSON.parse(row.permissions)),
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastRequest,
    createdAt: row.createdAt,
  }));
}

/** False when the workspace has no such key. */
export async function deleteApiKey(
  db: Database,
  where: { id: string; workspaceId: string },
): Promise<boolean> {
  const { count } = await db.people.apiKey.deleteMany({
    where: { id: where.id, referenceId: where.workspaceId },
  });
  return count > 0;
}
