import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WireRun } from '@/lib/contract/wire-run';
import type { Database } from '@/lib/db/database';
import { requireRun } from './run-store';
import { presentRun } from './run-view';
import { presentWireRun } from './wire-run-view';

/** A run as the CloudCruise client reads it. Its status is the newest event that says how far the run is. */
export async function getWireRun(
  deps: { db: Database; env: { baseUrl: string } },
  actor: Actor,
  id: string,
): Promise<WireRun> {
  requirePermission(actor, 'runs:read');
  const { workspaceId } = actor;
  const row = await deps.db.withWorkspace(workspaceId, (tx) => requireRun(tx, workspaceId, id));
  const newest = row.events.findLast(({ event }) => /^(execution|interaction)\./.test(event));
  return presentWireRun(presentRun(row), newest?.event ?? 'execution.queued', deps.env.baseUrl);
}
