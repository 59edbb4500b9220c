import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';

/** Longer than a holder needs (a wait of one step and one read), short enough to outlive a crash by little. */
const LEASE_MS = 45_000;
const POLL_MS = 250;

export interface SeedKey {
  workspaceId: string;
  /** The provider's item or the entry that holds the seed: two entries on one item share one ledger. */
  seedKey: string;
}

/**
 * One user of a seed at a time, across processes, and the last step that was used. Well-built sites refuse a code that
 * was seen before (RFC 6238, 5.2), so two runs inside thirty seconds would otherwise fail on exactly those.
 */
export async function acquireSeed(
  deps: { db: Database; clock: Clock },
  { workspaceId, seedKey }: SeedKey,
  holder: string,
  signal?: AbortSignal,
): Promise<{ lastUsedStep: number }> {
  for (;;) {
    signal?.throwIfAborted();
    const now = new Date(deps.clock.now());
    const until = new Date(now.getTime() + LEASE_MS);
    const rows = await deps.db.withWorkspace(
      workspaceId,
      (tx) => tx.$queryRaw<Array<{ last_used_step: bigint }>>`
        insert into one_time_code_step (workspace_id, seed_key, lease_holder, lease_until)
        values (${workspaceId}::uuid, ${seedKey}, ${holder}, ${until})
        on conflict (workspace_id, seed_key) do update
          set lease_holder = excluded.lease_holder, lease_until = excluded.lease_until
          where one_time_code_step.lease_until is null or one_time_code_step.lease_until < ${now}
             or one_time_code_step.lease_holder = excluded.lease_holder
        returning last_used_step`,
    );
    const row = rows[0];
    if (row) return { lastUsedStep: Number(row.last_used_step) };
    await deps.clock.sleep(POLL_MS, signal);
  }
}

/** Burns the step before its code is handed out: a crash after this wastes a code and never repeats one. */
export async function burnStep(
  deps: { db: Database },
  { workspaceId, seedKey }: SeedKey,
  holder: string,
  step: number,
): Promise<boolean> {
  const { count } = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.oneTimeCodeStep.updateMany({
      where: { workspaceId, seedKey, leaseHolder: holder, lastUsedStep: { lt: step } },
      data: { lastUsedStep: step, leaseHolder: null, leaseUntil: null },
    }),
  );
  return count === 1;
}

export async function releaseSeed(
  deps: { db: Database },
  { workspaceId, seedKey }: SeedKey,
  holder: string,
): Promise<void> {
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.oneTimeCodeStep.updateMany({
      where: { workspaceId, seedKey, leaseHolder: holder },
      data: { leaseHolder: null, leaseUntil: null },
    }),
  );
}
