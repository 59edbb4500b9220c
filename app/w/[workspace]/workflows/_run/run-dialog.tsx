'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useStartRun } from '@/app/_queries/runs';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { focusFirstInvalid } from '@/app/_ui/focus-first-invalid';
import type { WorkflowView } from '@/lib/contract/workflow';
import { useWorkspace } from '../../_shell/workspace-context';
import { EntryPicker } from './entry-picker';
import { InputField } from './input-field';
import { firstValues, type InputValues, readInputs } from './input-values';

export interface RunDialogProps {
  workflow: WorkflowView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RunDialog({ workflow, open, onOpenChange }: RunDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="wide"
      title={`Run ${workflow.name}`}
      description="Choose what it signs in with, and its inputs."
    >
      <RunForm workflow={workflow} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RunForm({ workflow, onClose }: { workflow: WorkflowView; onClose: () => void }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const start = useStartRun(slug);
  const [entries, setEntries] = useState<Record<string, string>>({});
  const [values, setValues] = useState<InputValues>(() => firstValues(workflow.input_schema));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const aliases = Object.entries(workflow.vault_schema);
  const inputs = Object.entries(workflow.input_schema.properties);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const read = readInputs(workflow.input_schema, values);
    const missing = aliases.filter(([alias]) => !entries[alias]).map(([alias]) => [alias, 'Choose an entry']);
    const found = { ...read.errors, ...Object.fromEntries(missing) };
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstInvalid(form);
    start.mutate(
      { workflow_id: workflow.id, run_input_variables: { ...read.variables, ...entries } },
      {
        onSuccess: ({ id }) => router.push(href(`/runs/${id}`)),
        onError: (error) => setErrors(errorsByVariable(asProblem(error).fields)),
      },
    );
  };
  const busy = start.isPending || start.isSuccess;
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {start.error ? <ErrorNotice error={asProblem(start.error)} /> : null}
        {aliases.map(([alias, { domain }]) => (
          <EntryPicker
            key={alias}
            alias={alias}
            domain={domain}
            value={entries[alias] ?? ''}
            onPick={(id) => setEntries((chosen) => ({ ...chosen, [alias]: id }))}
            error={errors[alias]}
          />
        ))}
        {inputs.map(([name, schema]) => (
          <InputField
            key={name}
            name={name}
            schema={schema}
            required={workflow.input_schema.required.includes(name)}
            value={values[name] ?? ''}
            onChange={(value) => setValues({ ...values, [name]: value })}
            error={errors[name]}
          />
        ))}
        {aliases.length + inputs.length === 0 ? <p>This workflow needs no credential and no input.</p> : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? 'Starting…' : 'Start run'}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** The server says `run_input_variables.USER`; here a field is known by its variable. */
function errorsByVariable(fields: ReadonlyArray<{ field: string; message: string }>): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ field, message }) => [field.replace(/^run_input_variables\./, ''), message]),
  );
}
