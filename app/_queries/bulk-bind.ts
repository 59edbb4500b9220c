import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type BulkBind, type BulkBindResult, type BulkRow, bulkBindResult } from '@/lib/contract/bulk-bind';
import { keys } from './keys';
import { request } from './request';

const PATH = '/api/v1/entries/bulk';
/** Of one request, so that progress can be told and a broken connection costs little. */
const PART = 25;

function send(workspace: string, body: BulkBind): Promise<BulkBindResult> {
  return request({ path: PATH, method: 'POST', workspace, body, answer: bulkBindResult });
}

/** What would come of a list, with every item read. */
export function useBulkDryRun(workspace: string) {
  return useMutation({ mutationFn: (body: BulkBind) => send(workspace, { ...body, dry_run: true }) });
}

export interface NumberedRow {
  row: number;
  values: BulkRow;
}

/** Binds row after row in parts. What was bound stays when a later part fails; the list can be sent again. */
export function useBulkApply(workspace: string) {
  const client = useQueryClient();
  const [done, setDone] = useState(0);
  const mutation = useMutation({
    mutationFn: async (rows: readonly NumberedRow[]) => {
      setDone(0);
      const results: BulkBindResult[] = [];
      for (let start = 0; start < rows.length; start += PART) {
        const part = rows.slice(start, start + PART);
        const result = await send(workspace, { dry_run: false, rows: part.map(({ values }) => values) });
        results.push(renumbered(result, part));
        setDone(start + part.length);
      }
      return merged(results);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.entries(workspace) }),
        client.invalidateQueries({ queryKey: keys.providers(workspace) }),
      ]),
  });
  return { mutation, done };
}

/** As the rows are numbered in the file. */
function renumbered(result: BulkBindResult, part: readonly NumberedRow[]): BulkBindResult {
  return { ...result, rows: result.rows.map((row, index) => ({ ...row, row: part[index]?.row ?? row.row })) };
}

function merged(results: readonly BulkBindResult[]): BulkBindResult {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const result of results) {
    counts.created += result.counts.created;
    counts.updated += result.counts.updated;
    counts.unchanged += result.counts.unchanged;
    counts.refused += result.counts.refused;
  }
  return { dry_run: false, counts, columns: [], rows: results.flatMap(({ rows }) => rows) };
}
