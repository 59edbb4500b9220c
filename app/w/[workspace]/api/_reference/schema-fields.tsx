import { Badge } from '@/app/_ui/badge';
import type { NamedSchemas } from './operations';
import {
  formsWithin,
  namedWithin,
  ruleWords,
  type SchemaField,
  type SchemaForm,
  typeWords,
} from './schema-words';

export interface FieldListProps {
  label: string;
  fields: ReadonlyArray<SchemaField & { description?: string | undefined }>;
  named: NamedSchemas;
  /** In answers it would be said of nearly every field. */
  marksRequired?: boolean;
}

/** Names, types and rules of fields; what is within a field is folded away. */
export function FieldList({ label, fields, named, marksRequired = true }: FieldListProps) {
  return (
    <ul aria-label={label} className="flex flex-col divide-y">
      {fields.map(({ name, schema, required, description }) => (
        <li key={name} className="flex flex-col gap-0.5 py-1.5">
          <div className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-mono text-sm font-medium break-all">{name}</span>
            <span className="text-sm text-muted">{typeWords(schema, named)}</span>
            {required && marksRequired ? <Badge>required</Badge> : null}
          </div>
          {(description ?? schema.description) ? <p>{description ?? schema.description}</p> : null}
          <Rules rules={ruleWords(schema, named)} />
          <Within
            name={name}
            forms={formsWithin(schema, named)}
            named={namedWithin(schema, named)}
            marksRequired={marksRequired}
          />
        </li>
      ))}
    </ul>
  );
}

function Rules({ rules }: { rules: readonly string[] }) {
  if (rules.length === 0) return null;
  return <p className="text-sm break-words text-muted">{rules.join(' · ')}</p>;
}

interface WithinProps {
  name: string;
  forms: readonly SchemaForm[];
  named: NamedSchemas;
  marksRequired: boolean;
}

function Within({ name, forms, named, marksRequired }: WithinProps) {
  if (forms.length === 0) return null;
  const [only] = forms;
  const words = forms.length > 1 ? `${forms.length} forms` : fieldCount(only?.fields.length ?? 0);
  return (
    <details className="mt-0.5">
      <summary className="w-fit rounded text-sm text-accent">
        {words} <span className="sr-only">of {name}</span>
      </summary>
      <div className="mt-1 border-l pl-3">
        <Forms label={`Fields of ${name}`} forms={forms} named={named} marksRequired={marksRequired} />
      </div>
    </details>
  );
}

const fieldCount = (count: number) => (count === 1 ? '1 field' : `${count} fields`);

/** Where a value may have one of several forms, each under what tells it from the others. */
export function Forms({ label, forms, named, marksRequired }: Omit<WithinProps, 'name'> & { label: string }) {
  return forms.map((form, index) => {
    const name = form.label ?? (forms.length > 1 ? `form ${index + 1}` : null);
    return (
      <div key={name ?? label}>
        {name ? <p className="pt-2 font-mono text-sm text-muted">{name}</p> : null}
        <FieldList
          label={name ? `${label}, ${name}` : label}
          fields={form.fields}
          named={named}
          marksRequired={marksRequired}
        />
      </div>
    );
  });
}
