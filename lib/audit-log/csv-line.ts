import type { AuditRow } from '@/lib/audit/chain-store';
import { type ExportedRecord, exportedRecord } from './json-line';

const COLUMNS = [
  'workspace_id',
  'seq',
  'at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'object_kind',
  'object_id',
  'outcome',
  'request_id',
  'address_hash',
  'detail',
  'previous_hash',
  'hash',
  'signature',
  'key_id',
] as const satisfies ReadonlyArray<keyof ExportedRecord>;

/** RFC 4180, lines end with CRLF. */
export const CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

export function csvLine(row: AuditRow): string {
  const record = exportedRecord(row);
  return `${COLUMNS.map((column) => cell(record[column])).join(',')}\r\n`;
}

/**
 * A name such as `=HYPERLINK(…)` would be run by a spreadsheet: an apostrophe in front keeps it a text (OWASP, CSV
 * injection). Who verifies hashes takes the JSON lines.
 */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
