import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import {
  BULK_FIELDS,
  type BulkBind,
  type BulkField,
  type BulkRow,
  MAX_BULK_ROWS,
} from '@/lib/contract/bulk-bind';
import { fieldProblem, type Problem } from '@/lib/contract/problem';

export interface NumberedRow {
  row: number;
  values: BulkRow;
}

export interface ReadCsv {
  columns: Array<{ name: string; field: BulkField | null }>;
  rows: NumberedRow[];
}

const DELIMITERS = [',', ';', '\t'];
const MAX_RECORD_CHARACTERS = 20_000;

/** Rows without any value count here, and not against MAX_BULK_ROWS. Empty lines cost nothing. */
const MAX_RECORDS = 2 * MAX_BULK_ROWS + 2;

/** The first that fits. Left to itself, the parser takes the first ending it sees for that of all lines. */
const LINE_ENDINGS = ['\r\n', '\n', '\r'];

const line = z.object({
  record: z.array(z.string()),
  /** Both as of this record, which is among the first. */
  info: z.object({ records: z.number(), empty_lines: z.number() }),
});
type Line = z.infer<typeof line>;
const table = z.array(line);

/**
 * Rows of a text as spreadsheets write it (RFC 4180): with or without a byte order mark, separated by comma, semicolon
 * or tab, with lines of any ending; numbered as spreadsheets do, the header being the first. Throws `validation_failed`
 * with the line at fault. A column that seems to hold secrets is refused as a whole: binding needs none, and none is to
 * be kept here by accident.
 */
export function readCsv(text: string, wanted: NonNullable<BulkBind['columns']> = {}): ReadCsv {
  const [first, ...body] = parseText(text);
  const header = first?.record;
  if (!header?.some((name) => name.trim() !== ''))
    throw broken('The text is empty; its first line names the columns.');
  const columns = header.map((name) => ({ name: name.trim(), field: fieldOf(name.trim(), wanted) }));
  refuseSecrets(columns);
  refuseDoubles(columns);
  refuseTooLong(columns.length, body);
  const rows = body
    .map((line) => ({ row: numberOf(line), values: valuesOf(columns, line.record) }))
    .filter(({ values }) => Object.keys(values).length > 0);
  if (rows.length > MAX_BULK_ROWS) {
    throw broken(`There are more than ${MAX_BULK_ROWS} rows; send ${MAX_BULK_ROWS} at a time at most.`);
  }
  return { columns, rows };
}

function numberOf({ info }: Line): number {
  return info.records + info.empty_lines;
}

/** A value with the separator in it and no quotes around it pushes all others one column on: into the wrong ones. */
function refuseTooLong(columns: number, lines: readonly Line[]): void {
  const long = lines.find(({ record }) => record.slice(columns).some((value) => value.trim() !== ''));
  if (!long) return;
  throw broken(
    `Row ${numberOf(long)} has more values than there are columns; put quotes around a value that holds the separator.`,
  );
}

function parseText(text: string): Line[] {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    return table.parse(
      parse(plain, {
        delimiter: delimiterOf(plain),
        relax_column_count: true,
        skip_empty_lines: true,
        info: true,
        record_delimiter: LINE_ENDINGS,
        to: MAX_RECORDS,
        max_record_size: MAX_RECORD_CHARACTERS,
        // For each of these the parser makes an error, which takes it thirty times as long as the row itself.
        on_record: (record: string[], { invalid_field_length }) => {
          if (invalid_field_length > MAX_BULK_ROWS) throw tooRagged();
          return record;
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? ` near line ${error.lines}` : '';
    throw broken(
      `The text cannot be read as separated values${line}: a quote is open, or stands inside a value.`,
    );
  }
}

function tooRagged(): Problem {
  return broken(
    `More than ${MAX_BULK_ROWS} rows have more or fewer values than the first line has names; is the separator the same in all?`,
  );
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const first = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  const count = (delimiter: string) => first.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

/** Names that people give these columns, in their own spelling. */
const OTHER_NAMES: Readonly<Record<string, BulkField>> = {
  user: 'permissioned_user_id',
  user_id: 'permissioned_user_id',
  site: 'domain',
  website: 'domain',
  url: 'domain',
  alias: 'user_alias',
  name: 'user_alias',
  connection: 'secret_provider_id',
  reference: 'secret_ref',
  item_title: 'item',
  title: 'item',
  cache: 'secret_cache_ttl_seconds',
  '2fa': 'tfa_method',
};

function fieldOf(name: string, wanted: NonNullable<BulkBind['columns']>): BulkField | null {
  const said = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
  if (said !== undefined) return said === 'ignore' ? null : said;
  const spelled = name.toLowerCase().replace(/[\s-]+/g, '_');
  const other = Object.hasOwn(OTHER_NAMES, spelled) ? OTHER_NAMES[spelled] : undefined;
  return BULK_FIELDS.find((field) => field === spelled) ?? other ?? null;
}

const SECRET_NAME =
  /pass(word|wort|phrase|wd)|^pw$|kennwort|contraseña|mot.de.passe|totp|otp|seed|secret$|token/i;

function refuseSecrets(columns: ReadCsv['columns']): void {
  const found = columns.filter(({ name, field }) => field === null && SECRET_NAME.test(name));
  if (found.length === 0) return;
  const names = found.map(({ name }) => name.slice(0, 60)).join(', ');
  throw broken(`Remove the column ${names}: values come from 1Password, and none is taken from a file.`);
}

function refuseDoubles(columns: ReadCsv['columns']): void {
  for (const field of BULK_FIELDS) {
    const same = columns.filter((column) => column.field === field);
    if (same.length > 1) throw broken(`Two columns mean ${field}; ignore one of them.`, 'columns');
  }
}

function valuesOf(columns: ReadCsv['columns'], record: readonly string[]): BulkRow {
  const values: BulkRow = {};
  columns.forEach(({ field }, index) => {
    const value = record[index]?.trim() ?? '';
    if (field !== null && value !== '') values[field] = value;
  });
  return values;
}

function broken(message: string, field = 'csv'): Problem {
  return fieldProblem([{ field, message }]);
}
