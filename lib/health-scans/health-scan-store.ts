import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { HealthScan } from '@/lib/db/generated/client';
import { isId } from '@/lib/kernel/id';

export type HealthScanRow = HealthScan;

export interface ScanKey {
  workspaceId: string;
  scanId: string;
}

export const HEALTH_SCAN_TASK = 'health_scan';

/** The job key makes it harmless to enqueue a scan again: a waiting job is kept, not doubled. */
export async function enqueueScan(
  tx: WorkspaceTransaction,
  { workspaceId, scanId }: ScanKey,
  at: Date,
): Promise<void> {
  const payload = JSON.stringify({ workspaceId, scanId });
  await tx.$executeRaw`
    select enqueue_job_at(${HEALTH_SCAN_TASK}, ${payload}::json, ${`health_scan:${scanId}`}, ${at})`;
}

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireScan(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<HealthScanRow> {
  const row = isId(id)
    ? await tx.healthScan.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such health scan in this workspace.' });
  return row;
}
