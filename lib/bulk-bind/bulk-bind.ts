import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ConnectionRow } from '@/lib/connections/connection-store';
import type { ItemOverviews } from '@/lib/connections/item-overviews';
import {
  BULK_OUTCOMES,
  type BulkBind,
  type BulkBindResult,
  type BulkRowResult,
  bulkBind as input,
} from '@/lib/contract/bulk-bind';
import { fieldProblem } from '@/lib/contract/problem';
import { unknownConnection } from '@/lib/vault/read-binding';
import type { VaultDeps } from '@/lib/vault/vault-deps';
import { bindRow } from './bind-row';
import { existingEntries } from './existing-entries';
import { type JudgedRow, judgeRows, refused } from './judge-rows';
import { matchItems } from './match-items';
import { planRow } from './plan-row';
import { type NumberedRow, type ReadCsv, readCsv } from './read-csv';
import { readRows } from './read-rows';

export type BulkDeps = VaultDeps & { itemOverviews: ItemOverviews };

/**
 * Binds many entries to items, each by the rules of one alone (lib/vault/save-entry.ts).
 *
 * Promises: the dry run judges as the other does, and changes nothing; a row that is refused stops no other; the same
 * rows again change nothing and cost no call of 1Password; items are read in batches, and their values dropped.
 * Never: a secret from the rows, or an entry whose stored values would be lost.
 */
export async function bulkBind(deps: BulkDeps, actor: Actor, raw: BulkBind): Promise<BulkBindResult> {
  requirePermission(actor, 'vault:write');
  const { dry_run: dryRun, secret_provider_id: chosen, ...source } = input.parse(raw);
  const { columns, rows } = rowsOf(source);
  const judged = judgeRows(rows, chosen);
  const connections = await connectionsOf(deps, actor, judged);
  const known = judged.map((row) =>
    row.wanted && !connections.has(row.wanted.secret_provider_id) ? refused(row, unknownConnection()) : row,
  );
  const matched = await matchItems(deps, actor, connections, known);
  const entryOf = await existingEntries(deps.db, actor.workspaceId, matched);
  const plans = matched.map((row) => planRow(row, entryOf(row)));
  const itemOf = await readRows(
    deps,
    connections,
    plans.filter(({ reads }) => reads).map(({ judged }) => judged),
  );
  const results: BulkRowResult[] = [];
  for (const plan of plans) results.push(await bindRow(deps, actor, plan, { itemOf, dryRun }));
  return { dry_run: dryRun, counts: countsOf(results), columns, rows: results };
}

function rowsOf({ rows, csv, columns }: Pick<BulkBind, 'rows' | 'csv' | 'columns'>): ReadCsv {
  if ((rows === undefined) === (csv === undefined)) {
    throw fieldProblem([{ field: 'rows', message: 'Give either rows or csv' }]);
  }
  if (csv !== undefined) return readCsv(csv, columns);
  const numbered: NumberedRow[] = (rows ?? []).map((values, index) => ({ row: index + 1, values }));
  return { columns: [], rows: numbered };
}

async function connectionsOf(
  { db }: BulkDeps,
  { workspaceId }: Actor,
  rows: readonly JudgedRow[],
): Promise<Map<string, ConnectionRow>> {
  const ids = [...new Set(rows.flatMap(({ wanted }) => wanted?.secret_provider_id ?? []))];
  const found = await db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.findMany({ where: { workspaceId, id: { in: ids } } }),
  );
  return new Map(found.map((connection) => [connection.id, connection]));
}

function countsOf(results: readonly BulkRowResult[]): BulkBindResult['counts'] {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const outcome of BULK_OUTCOMES) {
    counts[outcome] = results.filter((result) => result.outcome === outcome).length;
  }
  return counts;
}
