'use client';

import { Card } from '@/app/_ui/card';
import { Field } from '@/app/_ui/field';
import { Select } from '@/app/_ui/select';
import { BULK_FIELD_WORDS } from '@/app/_words/bulk-bind';
import { BULK_FIELDS, type BulkBind, type BulkBindResult, bulkField } from '@/lib/contract/bulk-bind';

type Columns = BulkBindResult['columns'];

export interface BulkColumnsProps {
  columns: Columns;
  onChange: (columns: NonNullable<BulkBind['columns']>) => void;
}

/** What each column was taken for. A change judges the list anew. */
export function BulkColumns({ columns, onChange }: BulkColumnsProps) {
  return (
    <Card
      title="Columns"
      sentence="What each column of the list was taken for. A change checks the list anew."
    >
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {placed(columns).map(({ place, ...column }) => (
          <Field key={place} label={column.name || `Column ${place}`}>
            {(control) => (
              <Select
                {...control}
                value={column.field ?? 'ignore'}
                onChange={(event) => onChange(meaning(columns, column.name, event.target.value))}
              >
                <option value="ignore">Leave out</option>
                {BULK_FIELDS.map((field) => (
                  <option key={field} value={field}>
                    {BULK_FIELD_WORDS[field]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
      </div>
    </Card>
  );
}

/** Two columns may have one name; their order does not change. */
function placed(columns: Columns) {
  return columns.map((column, index) => ({ ...column, place: index + 1 }));
}

/** One column for one meaning: whichever had it before is left out. */
function meaning(columns: Columns, name: string, chosen: string): NonNullable<BulkBind['columns']> {
  const field = bulkField.safeParse(chosen).data ?? null;
  return Object.fromEntries(
    columns.map((column) => {
      if (column.name === name) return [column.name, field ?? 'ignore'];
      return [column.name, column.field === null || column.field === field ? 'ignore' : column.field];
    }),
  );
}
