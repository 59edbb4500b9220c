import { z } from 'zod';
import { hex } from '@/lib/audit/chain-head';
import type { AuditRow } from '@/lib/audit/chain-store';
import { auditOutcome } from '@/lib/contract/audit';
import type { AuditRecordView } from '@/lib/contract/audit-log';

interface Names {
  people: ReadonlyMap<string, string>;
  things: ReadonlyMap<string, string>;
}

const facts = z.record(z.string(), z.unknown());

export function presentAuditRecord(row: AuditRow, names: Names): AuditRecordView {
  return {
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor: {
      kind: row.actorKind,
      id: row.actorId,
      name: row.actorName ?? names.people.get(row.actorId) ?? null,
    },
    action: row.action,
    object: { kind: row.objectKind, id: row.objectId, name: names.things.get(row.objectId) ?? null },
    outcome: auditOutcome.parse(row.outcome),
    request_id: row.requestId,
    address_hash: row.addressHash,
    detail: readFacts(row.detail),
    hash: hex(row.hash),
  };
}

/** A row that someone tampered with must still be shown: it is the verification that says so, not an error here. */
export function readFacts(detail: string): Record<string, unknown> {
  try {
    return facts.parse(JSON.parse(detail));
  } catch {
    return {};
  }
}
