import type { ItemOverviews } from '@/lib/connections/item-overviews';
import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { SecretProvider } from '@/lib/db/generated/client';
import { formatSecretReference } from '@/lib/secrets/secret-reference';
import type { ScheduleDeps } from './schedule-deps';
import { startQuietly } from './start-due-rotations';

const BATCH = 20;
const DAY_MS = 24 * 3_600_000;
const EVERY_MS = 3_600_000;
/** Of one workspace in an hour: a vault that is old as a whole is renewed over days, not at once. */
const MOST_PER_HOUR = 5;
/** What an attempt could not change is not tried every hour. */
const REST_MS = 30 * DAY_MS;

/**
 * Rotates entries whose item nobody has changed for as long as the workspace says. The item's date is the latest that
 * its password can have; a schedule of the entry goes before this rule.
 */
export async function flagOldItems(deps: ScheduleDeps & { itemOverviews: ItemOverviews }): Promise<number> {
  const now = deps.clock.now();
  const notSince = new Date(now - EVERY_MS);
  const settings = await deps.db.asSystem((tx) =>
    tx.rotationSetting.findMany({
      where: {
        flagAfterDays: { not: null },
        OR: [{ flagsCheckedAt: null }, { flagsCheckedAt: { lt: notSince } }],
      },
      take: BATCH,
    }),
  );
  let started = 0;
  for (const { workspaceId, flagAfterDays, flagsCheckedAt } of settings) {
    if (flagAfterDays === null || !(await claim(deps, workspaceId, flagsCheckedAt))) continue;
    const entries = await oldEntries(deps, workspaceId, now - flagAfterDays * DAY_MS);
    for (const entryId of entries.slice(0, MOST_PER_HOUR)) {
      if (await startQuietly(deps, { workspaceId, entryId }, 'flag')) started += 1;
    }
  }
  return started;
}

async function claim(deps: ScheduleDeps, workspaceId: string, before: Date | null): Promise<boolean> {
  const { count } = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.rotationSetting.updateMany({
      where: { workspaceId, flagsCheckedAt: before },
      data: { flagsCheckedAt: new Date(deps.clock.now()) },
    }),
  );
  return count === 1;
}

/** Oldest items first. */
async function oldEntries(
  deps: ScheduleDeps & { itemOverviews: ItemOverviews },
  workspaceId: string,
  beforeMs: number,
): Promise<string[]> {
  const connections = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.findMany({ where: { workspaceId, status: 'active', entries: { some: {} } } }),
  );
  const old: Array<{ entryId: string; changedAt: number }> = [];
  for (const connection of connections) {
    const changes = await changesOfItems(deps.itemOverviews, connection);
    const rested = await deps.db.withWorkspace(workspaceId, (tx) =>
      restedEntries(tx, connection, new Date(deps.clock.now() - REST_MS)),
    );
    for (const { id, secretRef } of rested) {
      const changedAt = changes.get(secretRef ?? '');
      if (changedAt !== undefined && changedAt < beforeMs) old.push({ entryId: id, changedAt });
    }
  }
  return old.sort((a, b) => a.changedAt - b.changedAt).map(({ entryId }) => entryId);
}

/** By reference. A connection that cannot be asked now is asked in an hour. */
async function changesOfItems(
  overviews: ItemOverviews,
  connection: SecretProvider,
): Promise<Map<string, number>> {
  try {
    const items = await overviews.of(connection, { fresh: false });
    return new Map(
      items.map((item) => [
        formatSecretReference({ vaultId: item.vaultId, itemId: item.id }),
        Date.parse(item.updatedAt),
      ]),
    );
  } catch (error) {
    if (error instanceof Problem) return new Map();
    throw error;
  }
}

function restedEntries(tx: WorkspaceTransaction, connection: SecretProvider, since: Date) {
  const { workspaceId, id: secretProviderId } = connection;
  return tx.vaultEntry.findMany({
    where: {
      workspaceId,
      secretProviderId,
      rotationSchedule: null,
      rotations: { none: { OR: [{ finishedAt: null }, { createdAt: { gt: since } }] } },
    },
    select: { id: true, secretRef: true },
  });
}
