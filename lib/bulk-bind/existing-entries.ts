import type { Database } from '@/lib/db/database';
import type { EntryWithProvider } from '@/lib/vault/entry-store';
import type { JudgedRow } from './judge-rows';

export type EntryOf = (judged: JudgedRow) => EntryWithProvider | null;

/** The entries that rows are about, as far as there are any. */
export async function existingEntries(
  db: Database,
  workspaceId: string,
  rows: readonly JudgedRow[],
): Promise<EntryOf> {
  const wanted = rows.flatMap((row) => row.wanted ?? []);
  const entries = await db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findMany({
      where: {
        workspaceId,
        permissionedUserId: { in: wanted.map((row) => row.permissioned_user_id) },
        domain: { in: wanted.map((row) => row.domain) },
      },
      include: { secretProvider: true },
    }),
  );
  const key = (userId: string, domain: string) => JSON.stringify([userId, domain]);
  const known = new Map(entries.map((entry) => [key(entry.permissionedUserId, entry.domain), entry]));
  return ({ wanted: row }) => (row ? (known.get(key(row.permissioned_user_id, row.domain)) ?? null) : null);
}
