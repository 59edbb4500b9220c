'use client';

import { Card } from '@/app/_ui/card';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Textarea } from '@/app/_ui/textarea';
import { CredentialsEditor } from './credentials-editor';
import { InputsEditor } from './inputs-editor';
import type { StepDraft } from './step-draft';
import { StepList } from './step-list';
import { outlineOf, replaceStep } from './step-outline';
import { StepProperties } from './step-properties';
import type { WorkflowDraft } from './workflow-draft';
import type { Issues } from './workflow-issues';

export interface EditorFormProps {
  draft: WorkflowDraft;
  onChange: (draft: WorkflowDraft) => void;
  issues: Issues;
  selected: string;
  onSelect: (key: string) => void;
}

export function EditorForm({ draft, onChange, issues, selected, onSelect }: EditorFormProps) {
  const row = outlineOf(draft.steps).find(({ step }) => step.key === selected);
  const replace = (changed: StepDraft) =>
    onChange({ ...draft, steps: replaceStep(draft.steps, changed.key, changed) });
  return (
    <div className="flex flex-col gap-4">
      <Card title="Workflow">
        <Field label="Name" error={issues.get('name')} required>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => onChange({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Description" error={issues.get('description')} optional>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.description}
              onChange={(event) => onChange({ ...draft, description: event.target.value })}
            />
          )}
        </Field>
      </Card>
      <CredentialsEditor
        credentials={draft.credentials}
        onChange={(credentials) => onChange({ ...draft, credentials })}
        issues={issues}
      />
      <InputsEditor
        inputs={draft.inputs}
        onChange={(inputs) => onChange({ ...draft, inputs })}
        issues={issues}
      />
      <div className="grid items-start gap-4 md:grid-cols-[minmax(16rem,2fr)_3fr]">
        <StepList
          steps={draft.steps}
          onChange={(steps) => onChange({ ...draft, steps })}
          issues={issues}
          selected={selected}
          onSelect={onSelect}
        />
        <div className="md:sticky md:top-4">
          {row ? (
            <StepProperties
              key={row.step.key}
              step={row.step}
              number={row.number}
              path={row.path}
              aliases={draft.credentials.map((credential) => credential.alias).filter(Boolean)}
              inputNames={draft.inputs.map((input) => input.name).filter(Boolean)}
              lists={draft.inputs.filter(({ type }) => type === 'array').map((input) => input.name)}
              onChange={replace}
              issues={issues}
            />
          ) : (
            <Card title="Step">
              <p className="text-muted">Choose a step, or add one.</p>
            </Card>
          )}
        </div>
      </div>
    </div>
  );
}
