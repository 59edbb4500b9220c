'use client';

import { Plus, Trash2 } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Checkbox } from '@/app/_ui/checkbox';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Select } from '@/app/_ui/select';
import { newKey } from './step-draft';
import type { InputDraft } from './workflow-draft';
import type { Issues } from './workflow-issues';

export interface InputsEditorProps {
  inputs: InputDraft[];
  onChange: (inputs: InputDraft[]) => void;
  issues: Issues;
}

const TYPES = [
  { value: 'string', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'array', label: 'List (JSON)' },
  { value: 'object', label: 'Object (JSON)' },
] as const;

/** The input schema, for the part of JSON Schema a run is checked against. */
export function InputsEditor({ inputs, onChange, issues }: InputsEditorProps) {
  const replace = (changed: InputDraft) =>
    onChange(inputs.map((other) => (other.key === changed.key ? changed : other)));
  const add = () =>
    onChange([
      ...inputs,
      { key: newKey(), name: '', type: 'string', description: '', required: true, rest: {} },
    ]);
  return (
    <Card
      title="Inputs"
      sentence="Values a run is started with. Never for secrets: those come from the vault."
    >
      {inputs.map((input) => (
        <div key={input.key} className="grid items-start gap-2 sm:grid-cols-[12rem_10rem_1fr_auto]">
          <Field label="Name" error={issues.get(`input_schema.properties.${input.name}`)} required>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                value={input.name}
                onChange={(event) => replace({ ...input, name: event.target.value })}
              />
            )}
          </Field>
          <Field label="Type">
            {(control) => (
              <Select
                {...control}
                value={input.type}
                onChange={(event) => replace({ ...input, type: event.target.value })}
              >
                {TYPES.some((type) => type.value === input.type) ? null : (
                  <option value={input.type}>{input.type || 'Any'}</option>
                )}
                {TYPES.map((type) => (
                  <option key={type.value} value={type.value}>
                    {type.label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Description" optional>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                value={input.description}
                onChange={(event) => replace({ ...input, description: event.target.value })}
              />
            )}
          </Field>
          <div className="flex items-center gap-3 sm:mt-6">
            <Checkbox
              label="Required"
              checked={input.required}
              onChange={(event) => replace({ ...input, required: event.target.checked })}
            />
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Delete input ${input.name}`}
              onClick={() => onChange(inputs.filter((other) => other !== input))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
        </div>
      ))}
      <Button className="w-fit" onClick={add}>
        <Plus aria-hidden />
        Add input
      </Button>
    </Card>
  );
}
