import { Problem, type ProblemCode } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { itemColumns } from '@/lib/vault/entry-warnings';
import type { VaultDeps } from '@/lib/vault/vault-deps';
import { enqueueScan, type HealthScanRow, type ScanKey } from './health-scan-store';
import { type Batch, type Judged, judgeBatch, nextBatch } from './scan-batch';

/** Several times as long as a batch takes. A worker that does not renew is taken for dead. */
export const LEASE_MS = 120_000;
/** Where 1Password does not say when to ask again. */
const PAUSE_MS = 5 * 60_000;
/** After that, what still cannot be read is told as such. */
const PATIENCE_MS = 6 * 3_600_000;
/** Results of the last scan are shown; the one before helps whoever reads it at this moment. */
const KEPT = 2;

/**
 * Looks at every binding of a scan, batch by batch. What was found is written with each batch, so that another worker
 * goes on where this one ended; calls of 1Password are as few as the backend allows, and pauses are kept.
 */
export async function executeHealthScan(deps: VaultDeps, key: ScanKey, stopping: AbortSignal): Promise<void> {
  const scan = await claim(deps, key);
  if (!scan) return;
  while (!stopping.aborted) {
    const batch = await deps.db.withWorkspace(key.workspaceId, (tx) => nextBatch(tx, scan));
    if (!batch) return finish(deps, scan);
    const judged = await judge(deps, scan, batch);
    if (judged instanceof Problem) return pause(deps, scan, judged);
    if (!(await note(deps, scan, judged))) return;
  }
  await giveBack(deps, scan);
}

async function claim(deps: VaultDeps, { workspaceId, scanId: id }: ScanKey): Promise<HealthScanRow | null> {
  const now = new Date(deps.clock.now());
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const [claimed] = await tx.healthScan.updateManyAndReturn({
      where: { workspaceId, id, finishedAt: null, OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] },
      data: {
        state: 'running',
        epoch: { increment: 1 },
        leaseUntil: leaseFrom(now),
        nextAttemptAt: null,
        reason: null,
      },
    });
    if (!claimed || claimed.startedAt) return claimed ?? null;
    const secretProviderId = claimed.secretProviderId ?? { not: null };
    const total = await tx.vaultEntry.count({ where: { workspaceId, source: 'provider', secretProviderId } });
    const where = { workspaceId_id: { workspaceId, id } };
    return tx.healthScan.update({ where, data: { startedAt: now, total } });
  });
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

const PASSES_BY_ITSELF: ReadonlySet<ProblemCode> = new Set([
  'secret_provider_rate_limited',
  'secret_provider_unavailable',
  'secret_provider_timeout',
]);

/** The entries of a connection that refuses are judged by that; one that is only busy is asked again later. */
async function judge(deps: VaultDeps, scan: HealthScanRow, batch: Batch): Promise<Judged[] | Problem> {
  try {
    return await judgeBatch(deps, batch);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const patient = deps.clock.now() - scan.createdAt.getTime() < PATIENCE_MS;
    if (PASSES_BY_ITSELF.has(error.code) && patient) return error;
    return batch.entries.map((entry) => ({ entry, codes: ['unreadable'], reason: error.code, seen: null }));
  }
}

/** False when another worker has the scan. */
async function note(deps: VaultDeps, scan: HealthScanRow, judged: readonly Judged[]): Promise<boolean> {
  const { workspaceId, id: scanId } = scan;
  const now = new Date(deps.clock.now());
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const mine = await holds(tx, scan, {
      leaseUntil: leaseFrom(now),
      checked: { increment: judged.length },
      problems: { increment: judged.filter(({ codes }) => codes.length > 0).length },
    });
    if (!mine) return false;
    const there = await tx.vaultEntry.findMany({
      where: { workspaceId, id: { in: judged.map(({ entry }) => entry.id) } },
      select: { id: true },
    });
    const known = new Set(there.map(({ id }) => id));
    await tx.healthFinding.createMany({
      data: judged
        .filter(({ entry }) => known.has(entry.id))
        .map(({ entry, codes, reason }) => ({
          workspaceId,
          scanId,
          entryId: entry.id,
          codes,
          reason,
          checkedAt: now,
        })),
    });
    for (const { entry, seen } of judged) {
      if (!seen) continue;
      const { id, generation, domain } = entry;
      await tx.vaultEntry.updateMany({
        where: { workspaceId, id, generation },
        data: itemColumns(domain, seen.item),
      });
    }
    return true;
  });
}

type ScanChange = Parameters<WorkspaceTransaction['healthScan']['updateMany']>[0]['data'];

async function holds(tx: WorkspaceTransaction, { workspaceId, id, epoch }: HealthScanRow, data: ScanChange) {
  const { count } = await tx.healthScan.updateMany({
    where: { workspaceId, id, epoch, state: 'running', finishedAt: null },
    data,
  });
  return count === 1;
}

async function pause(deps: VaultDeps, scan: HealthScanRow, problem: Problem): Promise<void> {
  const said = problem.details.extra?.asked_again_at;
  const now = deps.clock.now();
  const asked = typeof said === 'string' ? Date.parse(said) : Number.NaN;
  const at = new Date(asked > now ? asked : now + PAUSE_MS);
  await deps.db.withWorkspace(scan.workspaceId, async (tx) => {
    const change = { state: 'waiting', leaseUntil: null, nextAttemptAt: at, reason: problem.code };
    if (await holds(tx, scan, change)) {
      await enqueueScan(tx, { workspaceId: scan.workspaceId, scanId: scan.id }, at);
    }
  });
}

/** The worker ends; another one goes on at once. */
async function giveBack(deps: VaultDeps, scan: HealthScanRow): Promise<void> {
  const { workspaceId, id: scanId } = scan;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (!(await holds(tx, scan, { state: 'queued', leaseUntil: null }))) return;
    await enqueueScan(tx, { workspaceId, scanId }, new Date(deps.clock.now()));
  });
}

async function finish(deps: VaultDeps, scan: HealthScanRow): Promise<void> {
  const { workspaceId } = scan;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const finishedAt = new Date(deps.clock.now());
    if (!(await holds(tx, scan, { state: 'done', leaseUntil: null, finishedAt }))) return;
    const older = await tx.healthScan.findMany({
      where: { workspaceId, finishedAt: { not: null } },
      orderBy: { createdAt: 'desc' },
      skip: KEPT,
      select: { id: true },
    });
    await tx.healthScan.deleteMany({ where: { workspaceId, id: { in: older.map(({ id }) => id) } } });
  });
}
