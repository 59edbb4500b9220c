import { z } from 'zod';
import type { BulkRow, BulkRowResult } from '@/lib/contract/bulk-bind';
import { type FieldError, fieldProblem, Problem } from '@/lib/contract/problem';
import { createEntry } from '@/lib/contract/vault-entry';
import { normaliseOrigin } from '@/lib/kernel/site';
import type { NumberedRow } from './read-csv';

/** As it stands in a file. */
const asNumber = (value: unknown) =>
  typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
const asUpperCase = (value: unknown) => (typeof value === 'string' ? value.trim().toUpperCase() : value);

const { permissioned_user_id, domain, secret_ref, secret_cache_ttl_seconds, tfa_method } = createEntry.shape;

const rowRules = z.object({
  permissioned_user_id: z.string({ error: 'Name the user this entry is for' }).pipe(permissioned_user_id),
  domain: z.string({ error: 'Give the site this entry signs in to' }).pipe(domain),
  user_alias: createEntry.shape.user_alias,
  secret_provider_id: z.uuid({ error: 'Name a connection by its id' }),
  secret_ref,
  item: z.string().max(300).optional(),
  secret_cache_ttl_seconds: z.preprocess(asNumber, secret_cache_ttl_seconds).optional(),
  tfa_method: z.preprocess(asUpperCase, tfa_method).optional(),
});
export type BindRow = z.infer<typeof rowRules>;

/** A row on its way: refused already, or good as far as the row itself tells. */
export interface JudgedRow {
  row: number;
  /** As it came, with what was filled in. */
  values: BulkRow;
  wanted: BindRow | null;
  problem: BulkRowResult['problem'];
  matchedBy: BulkRowResult['matched_by'];
}

/** What each row says by itself: the shape of its values, and that no other row says the same of the same entry. */
export function judgeRows(rows: readonly NumberedRow[], defaultProviderId: string | undefined): JudgedRow[] {
  const firstOf = new Map<string, number>();
  return rows.map(({ row, values: given }) => {
    const values = filled(given, defaultProviderId);
    const parsed = rowRules.safeParse(values);
    if (!parsed.success) return refused({ row, values }, fieldProblem(faultsOf(parsed.error)));
    const wanted = parsed.data;
    const origin = normaliseOrigin(wanted.domain);
    if (!origin.ok)
      return refused({ row, values }, fieldProblem([{ field: 'domain', message: origin.message }]));
    const key = JSON.stringify([wanted.permissioned_user_id, origin.origin]);
    const first = firstOf.get(key);
    if (first !== undefined) return refused({ row, values }, sameAs(first));
    firstOf.set(key, row);
    const matchedBy = wanted.secret_ref === undefined ? null : 'reference';
    return { row, values, wanted: { ...wanted, domain: origin.origin }, problem: null, matchedBy };
  });
}

export function refused(
  { row, values }: Pick<JudgedRow, 'row' | 'values'>,
  { code, message, details }: Problem,
): JudgedRow {
  const field = details.fields?.[0]?.field ?? null;
  const problem = { code, field, message, hint: details.hint ?? null };
  return { row, values, wanted: null, problem, matchedBy: null };
}

/** Empty is left out, and a row that names no connection means the one that was chosen for all. */
function filled(given: BulkRow, defaultProviderId: string | undefined): BulkRow {
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  return { ...(defaultProviderId ? { secret_provider_id: defaultProviderId } : {}), ...values };
}

function faultsOf(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
}

function sameAs(row: number): Problem {
  return new Problem('entry_exists', {
    message: `Row ${row} is for the same user and domain.`,
    hint: 'Keep one of the two.',
    fields: [{ field: 'permissioned_user_id', message: `As in row ${row}` }],
  });
}
