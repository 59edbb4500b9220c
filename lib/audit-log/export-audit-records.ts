import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { readChainEnd } from '@/lib/audit/chain-store';
import { type AuditExportFormat, exportAuditQuery } from '@/lib/contract/audit-log';
import type { Database } from '@/lib/db/database';
import { namesOfPeople, readAuditRecords } from './audit-log-store';
import { CSV_HEADER, csvLine } from './csv-line';
import { jsonLine } from './json-line';
import { ocsfEvent } from './ocsf-event';

const PAGE = 1_000;

export interface AuditExport {
  contentType: string;
  fileName: string;
  /** Text in pieces, read page by page: an export of millions of records needs no more memory than one of a thousand. */
  pieces: AsyncIterable<string>;
}

const KINDS: Record<AuditExportFormat, { contentType: string; ending: string }> = {
  jsonl: { contentType: 'application/x-ndjson', ending: 'jsonl' },
  csv: { contentType: 'text/csv; charset=utf-8', ending: 'csv' },
  ocsf: { contentType: 'application/x-ndjson', ending: 'ocsf.jsonl' },
};

/**
 * All matching records, oldest first, up to the one that says that this export was made. `jsonl` and `csv` hold what is
 * hashed, as it is hashed, so that a copy can be verified without us.
 */
export async function exportAuditRecords(
  deps: { db: Database; audit: ActRecorder },
  actor: Actor,
  query: z.input<typeof exportAuditQuery>,
): Promise<AuditExport> {
  requirePermission(actor, 'audit:read');
  const { format, ...filter } = exportAuditQuery.parse(query);
  const { workspaceId } = actor;
  await deps.audit.record(actor, {
    action: 'audit.exported',
    object: { kind: 'audit_log', id: workspaceId },
    detail: { format },
  });
  const end = await deps.db.withWorkspace(workspaceId, (tx) => readChainEnd(tx, workspaceId));
  const range = { filter, before: (end?.seq ?? 0n) + 1n, order: 'oldest first', take: PAGE } as const;

  async function* pieces(): AsyncGenerator<string> {
    if (format === 'csv') yield CSV_HEADER;
    let after = 0n;
    for (;;) {
      const page = await deps.db.withWorkspace(workspaceId, async (tx) => {
        const rows = await readAuditRecords(tx, workspaceId, { ...range, after });
        return { rows, names: await namesOfPeople(tx, rows) };
      });
      const last = page.rows.at(-1);
      if (!last) return;
      yield page.rows.map((row) => LINES[format](row, page.names)).join('');
      after = last.seq;
    }
  }

  const { contentType, ending } = KINDS[format];
  const day = (end?.at ?? new Date(0)).toISOString().slice(0, 10);
  return { contentType, fileName: `latchkey-audit-${day}.${ending}`, pieces: pieces() };
}

const LINES = { jsonl: jsonLine, csv: csvLine, ocsf: ocsfEvent } as const;
