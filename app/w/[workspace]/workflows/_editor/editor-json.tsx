'use client';

import { useEffect, useState } from 'react';
import { Field } from '@/app/_ui/field';
import { Textarea } from '@/app/_ui/textarea';
import { workflowInput } from '@/lib/contract/workflow';
import { draftOf, inputOf, type WorkflowDraft } from './workflow-draft';
import { issuesOf } from './workflow-issues';

export interface EditorJsonProps {
  draft: WorkflowDraft;
  onChange: (draft: WorkflowDraft) => void;
  onBroken: (broken: boolean) => void;
}

/** The same workflow as text. Each valid state goes into the draft at once; an invalid one says where and why. */
export function EditorJson({ draft, onChange, onBroken }: EditorJsonProps) {
  const [text, setText] = useState(() => JSON.stringify(inputOf(draft), null, 2));
  const errors = errorsOf(text);
  // Leaving the tab drops a broken text: the draft is what was last valid.
  useEffect(() => () => onBroken(false), [onBroken]);
  const change = (changed: string) => {
    setText(changed);
    const valid = workflowInput.safeParse(parseJson(changed));
    onBroken(!valid.success);
    if (valid.success) onChange(draftOf(valid.data));
  };
  return (
    <Field
      label="Workflow as JSON"
      description={errors.length === 0 ? 'Valid.' : 'Until it is valid, the form keeps what was valid last.'}
      error={errors.join(' · ') || undefined}
    >
      {(control) => (
        <Textarea
          {...control}
          rows={26}
          spellCheck={false}
          className="font-mono sm:text-sm"
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Field>
  );
}

const SHOWN_ERRORS = 5;

function errorsOf(text: string): string[] {
  const value = parseJson(text);
  if (value === undefined) return ['This is not JSON: look for a missing comma, quote or bracket.'];
  const parsed = workflowInput.safeParse(value);
  if (parsed.success) return [];
  return issuesOf(parsed.error)
    .slice(0, SHOWN_ERRORS)
    .map(([path, message]) => (path ? `${path}: ${message}` : message));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
