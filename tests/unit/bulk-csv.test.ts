import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '@/lib/bulk-bind/read-csv';
import { BULK_FIELDS } from '@/lib/contract/bulk-bind';
import { Problem } from '@/lib/contract/problem';

function refusal(text: string, columns = {}): string {
  try {
    readCsv(text, columns);
  } catch (error) {
    if (error instanceof Problem) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'taken';
}

describe('a text of separated values', () => {
  test('is read with a byte order mark, semicolons, quotes and line ends of any kind, each row with its line', () => {
    const text =
      '\uFEFFUser ID;Domain;Item title;Notes\r\n"ada;1";acme.com;"say ""hi""";x\r\n\r\nbo;"two\r\nlines";;y\r\n';
    const { columns, rows } = readCsv(text);
    expect(columns.map(({ field }) => field)).toEqual(['permissioned_user_id', 'domain', 'item', null]);
    expect(rows).toEqual([
      { row: 2, values: { permissioned_user_id: 'ada;1', domain: 'acme.com', item: 'say "hi"' } },
      { row: 4, values: { permissioned_user_id: 'bo', domain: 'two\r\nlines' } },
    ]);
  });

  test('takes columns for what the caller says they are', () => {
    const { rows } = readCsv('who,domain\nada,acme.com\n', { who: 'permissioned_user_id', domain: 'ignore' });
    expect(rows).toEqual([{ row: 2, values: { permissioned_user_id: 'ada' } }]);
  });

  test('may end its lines in different ways, as texts do that were put together from several', () => {
    const { rows } = readCsv('user,domain\rada,acme.com\n\r\nbo,bo.example\r\n');
    expect(rows.map(({ row, values }) => [row, values.domain])).toEqual([
      [2, 'acme.com'],
      [4, 'bo.example'],
    ]);
  });

  test('may leave out values at the ends of its rows, and is refused when more rows than it may have are another length', () => {
    const text = (rows: number) => `user,domain\n${'ada\n'.repeat(rows)}`;
    expect(refusal(text(1_000))).toBe('taken');
    expect(refusal(text(1_001))).toMatch(/^validation_failed: csv: More than 1000 rows have more or fewer/);
  });

  test('is refused with the line of the fault, for two columns of one meaning, and when it is empty', () => {
    expect(refusal('domain,user\n"acme.com,ada\n')).toMatch(/^validation_failed: csv: .*near line \d/);
    expect(refusal('domain,website\n')).toContain('Two columns mean domain');
    expect(refusal('')).toContain('The text is empty');
    expect(refusal(`domain\n${'acme.com\n'.repeat(1001)}`)).toContain('more than 1000 rows');
  });

  test('is refused when a row has more values than columns: a name with a comma would move all others', () => {
    const text = 'user,alias,domain\nada,Smith, Ada,acme.com\n';
    expect(refusal(text)).toMatch(/Row 2 has more values/);
    expect(refusal('user,domain\nada,acme.com,,\n')).toBe('taken');
  });

  test.each(['Password', 'passwort', 'TOTP seed', 'api_token', 'client secret'])(
    'is refused when it has a column %s, and taken when that was left out',
    (name) => {
      const text = `user,domain,${name}\nada,acme.com,hunter2\n`;
      expect(refusal(text)).toContain(`Remove the column ${name}`);
      expect(refusal(text)).not.toContain('hunter2');
      expect(refusal('user,domain,secret_ref\nada,acme.com,op://a/b\n')).toBe('taken');
    },
  );

  test('gives back what a spreadsheet wrote, whatever the values are', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.trim());
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const line = (delimiter: string, values: readonly string[]) => values.map(quoted).join(delimiter);
    fc.assert(
      fc.property(
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 8 }),
        (delimiter, end, table) => {
          const header = ['permissioned_user_id', 'domain', 'item'].join(delimiter);
          const { rows } = readCsv([header, ...table.map((row) => line(delimiter, row))].join(end));
          const read = rows.map(({ values }) => [values.permissioned_user_id, values.domain, values.item]);
          const kept = table.filter((row) => row.some((cell) => cell !== ''));
          expect(read).toEqual(kept.map((row) => row.map((cell) => (cell === '' ? undefined : cell))));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('is read or refused as a problem, whatever it is', () => {
    const cell = fc.oneof(fc.constantFrom(...BULK_FIELDS, '"', ',', ';', '\n', '\r', '\t'), fc.string());
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (parts) => {
        expect(refusal(parts.join(''))).toMatch(/^(taken$|validation_failed: )/);
      }),
      { numRuns: 300 },
    );
  });
});
