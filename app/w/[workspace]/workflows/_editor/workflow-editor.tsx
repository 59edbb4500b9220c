'use client';

import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useSaveWorkflow } from '@/app/_queries/workflows';
import { Button } from '@/app/_ui/button';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { focusFirstInvalid } from '@/app/_ui/focus-first-invalid';
import { Form } from '@/app/_ui/form';
import { Notice } from '@/app/_ui/notice';
import { Tabs } from '@/app/_ui/tabs';
import type { WorkflowView } from '@/lib/contract/workflow';
import { useWorkspace } from '../../_shell/workspace-context';
import { EditorForm } from './editor-form';
import { EditorJson } from './editor-json';
import type { StepDraft } from './step-draft';
import { inputOf, type WorkflowDraft } from './workflow-draft';
import { firstBadStep, type Issues, issueSentence, issuesOfDraft } from './workflow-issues';

export interface WorkflowEditorProps {
  /** Absent for a new one. */
  id?: string;
  start: WorkflowDraft;
  cancelHref: string;
  onSaved: (workflow: WorkflowView) => void;
}

const NO_ISSUES: Issues = new Map();

/** Form and JSON are two views of one draft; nothing is lost by going back and forth. */
export function WorkflowEditor({ id, start, cancelHref, onSaved }: WorkflowEditorProps) {
  const { slug } = useWorkspace();
  const save = useSaveWorkflow(slug, id);
  const [draft, setDraft] = useState(start);
  const [checked, setChecked] = useState(false);
  const [refused, setRefused] = useState(NO_ISSUES);
  const [selected, setSelected] = useState(start.steps[0]?.key ?? '');
  const [tab, setTab] = useState<'form' | 'json'>('form');
  const [jsonIsBroken, setJsonIsBroken] = useState(false);
  // From the first refused save on, what is wrong is told as it is typed away; the server's word holds until then.
  const issues = refused.size > 0 ? refused : checked ? issuesOfDraft(draft) : NO_ISSUES;
  const change = (changed: WorkflowDraft) => {
    setDraft(changed);
    setRefused(NO_ISSUES);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const show = (found: Issues) => {
      const bad = firstBadStep(found, draft.steps);
      if (bad) setSelected(bad.key);
      focusFirstInvalid(form);
    };
    setChecked(true);
    const found = issuesOfDraft(draft);
    if (found.size > 0 || jsonIsBroken) return show(found);
    save.mutate(inputOf(draft), {
      onSuccess: onSaved,
      onError: (error) => {
        const named = new Map(asProblem(error).fields.map(({ field, message }) => [field, message]));
        setRefused(named);
        show(named);
      },
    });
  };
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      {save.error ? <ErrorNotice error={asProblem(save.error)} /> : null}
      <IssueSummary issues={issues} steps={draft.steps} />
      <Tabs
        label="Editor"
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: 'form',
            label: 'Form',
            content: (
              <EditorForm
                draft={draft}
                onChange={change}
                issues={issues}
                selected={selected}
                onSelect={setSelected}
              />
            ),
          },
          {
            value: 'json',
            label: 'JSON',
            content: <EditorJson draft={draft} onChange={change} onBroken={setJsonIsBroken} />,
          },
        ]}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={save.isPending || jsonIsBroken}>
          {save.isPending ? 'Saving…' : 'Save workflow'}
        </Button>
        <Button asChild>
          <Link href={cancelHref}>Cancel</Link>
        </Button>
        {jsonIsBroken ? <span className="text-failed">The JSON needs another look first.</span> : null}
      </div>
    </Form>
  );
}

function IssueSummary({ issues, steps }: { issues: Issues; steps: readonly StepDraft[] }) {
  if (issues.size === 0) return null;
  return (
    <Notice tone="failed" title="Some fields need another look" role="alert">
      <ul className="list-disc pl-4">
        {[...issues].map(([path, message]) => (
          <li key={path}>{issueSentence(path, message, steps)}</li>
        ))}
      </ul>
    </Notice>
  );
}
