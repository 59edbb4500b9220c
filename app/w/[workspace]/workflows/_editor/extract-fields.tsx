'use client';

import { Plus, Trash2 } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Checkbox } from '@/app/_ui/checkbox';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { type ExtractDraft, newKey } from './step-draft';
import type { Issues } from './workflow-issues';

export interface ExtractFieldsProps {
  fields: ExtractDraft[];
  /** Of the record on the wire: `steps.2.fields`. */
  path: string;
  onChange: (fields: ExtractDraft[]) => void;
  issues: Issues;
}

export function ExtractFields({ fields, path, onChange, issues }: ExtractFieldsProps) {
  const replace = (changed: ExtractDraft) =>
    onChange(fields.map((field) => (field.key === changed.key ? changed : field)));
  const add = () =>
    onChange([...fields, { key: newKey(), name: '', selector: '', attribute: '', many: false }]);
  return (
    <div className="flex flex-col gap-3">
      {fields.map((field, index) => (
        <fieldset key={field.key} className="flex flex-col gap-2 rounded-md border p-3">
          <legend className="px-1 text-sm text-muted">Value {index + 1}</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            <Field label="Name in the data" error={issues.get(`${path}.${field.name}`)} required>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  value={field.name}
                  onChange={(event) => replace({ ...field, name: event.target.value })}
                />
              )}
            </Field>
            <Field label="CSS selector" error={issues.get(`${path}.${field.name}.selector`)} required>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono"
                  value={field.selector}
                  onChange={(event) => replace({ ...field, selector: event.target.value })}
                />
              )}
            </Field>
            <Field label="Attribute" description="Empty reads the text." optional>
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono"
                  placeholder="href"
                  value={field.attribute}
                  onChange={(event) => replace({ ...field, attribute: event.target.value })}
                />
              )}
            </Field>
            <div className="flex items-end justify-between gap-2">
              <Checkbox
                label="All matches, as a list"
                className="pb-1.5"
                checked={field.many}
                onChange={(event) => replace({ ...field, many: event.target.checked })}
              />
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Delete value ${index + 1}`}
                onClick={() => onChange(fields.filter((other) => other !== field))}
              >
                <Trash2 aria-hidden />
              </Button>
            </div>
          </div>
        </fieldset>
      ))}
      {issues.get(path) ? <p className="text-sm text-failed">{issues.get(path)}</p> : null}
      <Button className="w-fit" onClick={add}>
        <Plus aria-hidden />
        Add value
      </Button>
    </div>
  );
}
