import type { WorkspaceTransaction } from '@/lib/db/database';
import type { EntryUse, VaultEntry } from '@/lib/db/generated/client';
import { chooseEntries, type EntryUsage, limitOf } from './entry-choice-policy';
import { heldEntries } from './held-entries';
import { entryIdsOf, type RunCredential } from './run-credentials';

/**
 * Chooses the entries of a run that is about to begin; null when it has to wait for one. Runs that could take the same
 * entry are decided on one after the other: the rows stay locked until the commit that makes the run count.
 */
export async function takeEntries(
  tx: WorkspaceTransaction,
  workspaceId: string,
  credentials: readonly RunCredential[],
  now: Date,
): Promise<RunCredential[] | null> {
  if (credentials.length === 0) return [];
  const usage = await lockUsage(tx, workspaceId, entryIdsOf(credentials), now);
  const chosen = chooseEntries(credentials, usage);
  if (chosen) {
    await tx.entryUse.updateMany({
      where: { workspaceId, entryId: { in: chosen.map(({ entry_id }) => entry_id) } },
      data: { takenAt: now },
    });
  }
  return chosen;
}

type UsableRow = Pick<VaultEntry, 'id' | 'allowMultipleSessions' | 'maxConcurrency'> &
  Pick<EntryUse, 'takenAt'>;

async function lockUsage(
  tx: WorkspaceTransaction,
  workspaceId: string,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, EntryUsage>> {
  const held = await heldEntries(tx, workspaceId, ids);
  // In one order for all, so that two runs do not wait for each other.
  await tx.$executeRaw`
    insert into entry_use (workspace_id, entry_id)
    select workspace_id, id from vault_entry
     where workspace_id = ${workspaceId}::uuid and id = any(${ids}::uuid[]) order by id
    on conflict do nothing`;
  const entries = await tx.$queryRaw<UsableRow[]>`
    select entry.id, entry.allow_multiple_sessions as "allowMultipleSessions",
           entry.max_concurrency as "maxConcurrency", used.taken_at as "takenAt"
      from entry_use used join vault_entry entry
        on entry.workspace_id = used.workspace_id and entry.id = used.entry_id
     where used.workspace_id = ${workspaceId}::uuid and used.entry_id = any(${ids}::uuid[])
     order by used.entry_id for update of used`;
  const counts = await tx.$queryRaw<Array<{ entry_id: string; runs: number }>>`
    select used ->> 'entry_id' as entry_id, count(distinct run.id)::int as runs
      from run cross join jsonb_array_elements(run.credentials) used
     where run.workspace_id = ${workspaceId}::uuid and run.status = 'running' and run.lease_until > ${now}
       and used ->> 'entry_id' = any(${ids})
     group by 1`;
  const runs = new Map(counts.map((count) => [count.entry_id, count.runs]));
  return new Map(
    entries.map((entry) => [
      entry.id,
      {
        limit: limitOf(entry),
        runs: runs.get(entry.id) ?? 0,
        held: held.has(entry.id),
        takenAt: entry.takenAt,
      },
    ]),
  );
}
