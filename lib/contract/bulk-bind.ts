import { z } from 'zod';
import { entryWarningCode } from './vault-entry';

/** Of one request; a longer list is sent in parts, and what was bound already is left alone. */
export const MAX_BULK_ROWS = 1000;
const MAX_CSV_CHARACTERS = 1_000_000;

export const BULK_FIELDS = [
  'permissioned_user_id',
  'domain',
  'user_alias',
  'secret_provider_id',
  'secret_ref',
  'item',
  'secret_cache_ttl_seconds',
  'tfa_method',
] as const;
export const bulkField = z.enum(BULK_FIELDS);
export type BulkField = z.infer<typeof bulkField>;

const cell = z.string().max(1000);

/**
 * What is to be bound to what. Loosely typed, so that one wrong row is refused by itself; empty is left out.
 * Without `secret_ref` the item is the only one whose website belongs to the domain, `item` being its title if several do.
 */
export const bulkRow = z.object({
  permissioned_user_id: cell.optional(),
  domain: cell.optional(),
  user_alias: cell.optional(),
  secret_provider_id: cell.optional(),
  secret_ref: cell.optional(),
  item: cell.optional(),
  secret_cache_ttl_seconds: z.union([z.number(), cell]).optional(),
  tfa_method: cell.optional(),
});
export type BulkRow = z.infer<typeof bulkRow>;

export const bulkBind = z
  .object({
    /** Judges each row, with its item read, and changes nothing. On unless it is said to be off. */
    dry_run: z.boolean().default(true),
    /** For rows that name no connection. */
    secret_provider_id: z.uuid().optional(),
    /** Either rows, or a text of comma, semicolon or tab separated values whose first line names the columns. */
    rows: z.array(bulkRow).max(MAX_BULK_ROWS).optional(),
    csv: z.string().max(MAX_CSV_CHARACTERS).optional(),
    /** What columns of the text mean, where their names do not say it. */
    columns: z.record(z.string().max(200), z.enum([...BULK_FIELDS, 'ignore'])).optional(),
  })
  .meta({
    examples: [{ dry_run: true, rows: [{ permissioned_user_id: 'acme-prod', domain: 'https://acme.com' }] }],
  });
export type BulkBind = z.input<typeof bulkBind>;

/** For a body of the type text/csv. */
export const bulkBindQuery = z.object({
  dry_run: z.enum(['true', 'false']).optional(),
  secret_provider_id: z.uuid().optional(),
});

export const BULK_OUTCOMES = ['created', 'updated', 'unchanged', 'refused'] as const;
export const bulkOutcome = z.enum(BULK_OUTCOMES);
export type BulkOutcome = z.infer<typeof bulkOutcome>;

export const bulkRowResult = z.object({
  /** Counted from one; of a text, with its header as the first. */
  row: z.number().int(),
  /** In a dry run: what would come of it. */
  outcome: bulkOutcome,
  entry_id: z.uuid().nullable(),
  /** The row with its connection and item filled in: send these to have exactly this. */
  values: bulkRow,
  item: z.object({ title: z.string(), vault_title: z.string() }).nullable(),
  matched_by: z.enum(['reference', 'website', 'title']).nullable(),
  /** Of the item as it was read. */
  warnings: z.array(entryWarningCode),
  problem: z
    .object({
      code: z.string(),
      field: z.string().nullable(),
      message: z.string(),
      hint: z.string().nullable(),
    })
    .nullable(),
});
export type BulkRowResult = z.infer<typeof bulkRowResult>;

export const bulkBindResult = z.object({
  dry_run: z.boolean(),
  counts: z.object({
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    refused: z.number().int(),
  }),
  /** Of a text: its columns, and what each was taken for. */
  columns: z.array(z.object({ name: z.string(), field: bulkField.nullable() })),
  rows: z.array(bulkRowResult),
});
export type BulkBindResult = z.infer<typeof bulkBindResult>;
