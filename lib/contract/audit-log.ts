import { z } from 'zod';
import { auditAction, auditObjectKind, auditOutcome } from './audit';
import { pageQuery } from './paging';

const instant = z.iso.datetime({ offset: true, error: 'Use a time such as 2026-11-25T07:10:00Z' });

const filter = z.object({
  action: auditAction.optional(),
  /** Id of a person or API key, or the name of a part of the product. */
  actor: z.string().max(300).optional(),
  object_kind: auditObjectKind.optional(),
  object: z.string().max(300).optional(),
  outcome: auditOutcome.optional(),
  /** Inclusive. */
  from: instant.optional(),
  /** Exclusive. */
  to: instant.optional(),
  /** In names, ids, request ids and facts. */
  search: z.string().trim().max(100).optional(),
});
export type AuditFilter = z.output<typeof filter>;

export const listAuditQuery = filter.extend(pageQuery.shape);

export const AUDIT_EXPORT_FORMATS = ['jsonl', 'csv', 'ocsf'] as const;
export const auditExportFormat = z.enum(AUDIT_EXPORT_FORMATS);
export type AuditExportFormat = z.infer<typeof auditExportFormat>;
export const exportAuditQuery = filter.extend({ format: auditExportFormat.default('jsonl') });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Use the 64 hex digits of an exported head');

export const auditRecord = z.object({
  seq: z.number().int(),
  at: z.string(),
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  action: z.string(),
  /** `name` as of now; null for what is gone or has none. */
  object: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  outcome: auditOutcome,
  request_id: z.string().nullable(),
  /** Keyed hash of the caller's address. */
  address_hash: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  hash: sha256,
});
export type AuditRecordView = z.infer<typeof auditRecord>;

/**
 * The end of a chain. Whoever keeps it where the database's administrator has no hand can tell later that the chain was
 * cut short: `hash` is over workspace and number, `signature` over `hash`.
 */
export const auditHead = z.object({
  workspace_id: z.uuid(),
  seq: z.number().int().positive(),
  at: z.string(),
  hash: sha256,
  signature: sha256,
  key_id: z.string(),
});
export type AuditHead = z.infer<typeof auditHead>;

/**
 * missing: the row of this number is not there. not_following: it does not continue the row before it. changed: its
 * content does not fit its hash. not_signed: its hash was not made by this installation. unknown_key: it names a key
 * that is not loaded. not_as_exported: a head that was kept elsewhere has another hash for this number.
 */
export const AUDIT_FAULTS = [
  'missing',
  'not_following',
  'changed',
  'not_signed',
  'unknown_key',
  'not_as_exported',
] as const;
export const auditFault = z.enum(AUDIT_FAULTS);
export type AuditFault = z.infer<typeof auditFault>;

/** A head that was kept elsewhere, to compare with. */
export const verifyAuditQuery = z
  .object({ seq: z.coerce.number().int().positive().optional(), hash: sha256.optional() })
  .refine(({ seq, hash }) => (seq === undefined) === (hash === undefined), {
    path: ['hash'],
    error: 'Give both number and hash of the exported head, or neither',
  });

export const auditVerification = z.object({
  verified: z.boolean(),
  /** Rows that are as they were written: all, or those before the first that is not. */
  records: z.number().int(),
  head: auditHead.nullable(),
  fault: z.object({ seq: z.number().int(), reason: auditFault, message: z.string() }).nullable(),
});
export type AuditVerification = z.infer<typeof auditVerification>;
