import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { verifyChain } from '@/lib/audit/verify-chain';
import { type AuditFault, type AuditVerification, verifyAuditQuery } from '@/lib/contract/audit-log';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';

/** Reads the whole chain of the workspace and names the first record that is not as it was written. */
export async function verifyAuditLog(
  deps: { db: Database; auditKeys: AuditKeys; audit: ActRecorder },
  actor: Actor,
  query: z.input<typeof verifyAuditQuery>,
): Promise<AuditVerification> {
  requirePermission(actor, 'audit:read');
  const { seq, hash } = verifyAuditQuery.parse(query);
  const known = seq !== undefined && hash !== undefined ? [{ seq, hash }] : [];
  const { records, head, fault } = await verifyChain(deps, actor.workspaceId, known);
  await deps.audit.record(actor, {
    action: 'audit.verified',
    object: { kind: 'audit_log', id: actor.workspaceId },
    outcome: fault ? 'failure' : 'success',
    detail: { count: records, ...(fault ? { reason: fault.reason } : {}) },
  });
  return {
    verified: fault === null,
    records,
    head,
    fault: fault && { ...fault, message: faultWords(fault.reason, fault.seq) },
  };
}

export function faultWords(reason: AuditFault, seq: number): string {
  const words: Record<AuditFault, string> = {
    missing: `Record ${seq} is missing.`,
    not_following: `Record ${seq} does not follow the record before it: a record was removed, added or moved here.`,
    changed: `Record ${seq} was changed after it was written.`,
    not_signed: `Record ${seq} was not written by this installation: its signature is wrong.`,
    unknown_key: `Record ${seq} was signed with a key that is not loaded; add the former master key to check it.`,
    not_as_exported: `Record ${seq} is another one than the exported head says.`,
  };
  return words[reason];
}
