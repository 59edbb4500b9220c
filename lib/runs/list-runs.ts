import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import { listRunsQuery, type RunSummary } from '@/lib/contract/run';
import type { Database } from '@/lib/db/database';
import { readRuns } from './run-store';
import { presentRunSummary } from './run-view';

export async function listRuns(
  deps: { db: Database },
  actor: Actor,
  query: z.input<typeof listRunsQuery>,
): Promise<Page<RunSummary>> {
  requirePermission(actor, 'runs:read');
  const { status, workflow_id, entry_id, cursor, limit } = listRunsQuery.parse(query);
  const after = readCursor(cursor);
  const filter = { status, workflowId: workflow_id, entryId: entry_id };
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readRuns(tx, actor.workspaceId, filter, { after, take: limit + 1 }),
  );
  return pageFrom(rows, limit, presentRunSummary);
}
