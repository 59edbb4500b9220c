import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import { type AuditRecordView, listAuditQuery } from '@/lib/contract/audit-log';
import type { Page } from '@/lib/contract/paging';
import { unknownCursor } from '@/lib/contract/read-cursor';
import type { Database } from '@/lib/db/database';
import { namesOfPeople, readAuditRecords } from './audit-log-store';
import { presentAuditRecord } from './audit-record-view';
import { namesOfThings } from './names-of-things-store';

/** Newest first. The number of a record is its place, so records that are added meanwhile shift nothing. */
export async function listAuditRecords(
  deps: { db: Database },
  actor: Actor,
  query: z.input<typeof listAuditQuery>,
): Promise<Page<AuditRecordView>> {
  requirePermission(actor, 'audit:read');
  const { cursor, limit, ...filter } = listAuditQuery.parse(query);
  const before = cursor === undefined ? undefined : numberFrom(cursor);
  return deps.db.withWorkspace(actor.workspaceId, async (tx) => {
    const range = { filter, before, order: 'newest first', take: limit + 1 } as const;
    const rows = await readAuditRecords(tx, actor.workspaceId, range);
    const shown = rows.slice(0, limit);
    const names = { people: await namesOfPeople(tx, shown), things: await namesOfThings(tx, shown) };
    const last = shown.at(-1);
    return {
      data: shown.map((row) => presentAuditRecord(row, names)),
      next_cursor: rows.length > limit && last ? cursorOf(last.seq) : null,
    };
  });
}

function cursorOf(seq: bigint): string {
  return Buffer.from(seq.toString()).toString('base64url');
}

function numberFrom(cursor: string): bigint {
  const digits = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[1-9]\d{0,17}$/.test(digits)) throw unknownCursor();
  return BigInt(digits);
}
