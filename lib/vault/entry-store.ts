import { Problem } from '@/lib/contract/problem';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { SecretProvider, VaultEntry } from '@/lib/db/generated/client';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { isId } from '@/lib/kernel/id';
import { SHOWN_COLUMNS, SHOWN_FROM, type ShownEntry } from './shown-entry';

export type EntryRow = VaultEntry;
export type EntryWithProvider = VaultEntry & { secretProvider: SecretProvider | null };

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireEntry(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<EntryWithProvider> {
  const row = isId(id)
    ? await tx.vaultEntry.findUnique({
        where: { workspaceId_id: { workspaceId, id } },
        include: { secretProvider: true },
      })
    : null;
  if (!row) throw unknownEntry();
  return row;
}

export function unknownEntry(): Problem {
  return new Problem('not_found', { message: 'There is no such entry in this workspace.' });
}

/** For showing one entry; null where `requireEntry` throws. */
export async function readShownEntry(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<ShownEntry | null> {
  if (!isId(id)) return null;
  const [row] = await db.read<ShownEntry>(workspaceId, { name: 'entry', text: ONE_ENTRY, values: [id] });
  return row ?? null;
}

const ONE_ENTRY = `select ${SHOWN_COLUMNS} from ${SHOWN_FROM} where e.workspace_id = ${CURRENT_WORKSPACE} and e.id = $1::uuid`;
