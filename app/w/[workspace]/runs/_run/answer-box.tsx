'use client';

import { type FormEvent, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useAnswerRun } from '@/app/_queries/runs';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { focusFirstInvalid } from '@/app/_ui/focus-first-invalid';
import { Form } from '@/app/_ui/form';
import { Input } from '@/app/_ui/input';
import { RelativeTime } from '@/app/_ui/relative-time';
import type { RunInteractionView } from '@/lib/contract/run';
import { useWorkspace } from '../../_shell/workspace-context';

export interface AnswerBoxProps {
  runId: string;
  interaction: RunInteractionView;
}

/** What the run needs from a person, above all else on the page: it stands still until then. */
export function AnswerBox({ runId, interaction }: AnswerBoxProps) {
  const { can } = useWorkspace();
  const sentence = (
    <>
      Asked at step {interaction.step_index + 1}. Without an answer the step fails{' '}
      <RelativeTime at={interaction.expires_at} />.
    </>
  );
  return (
    <Card title={interaction.message} sentence={sentence} className="border-attention">
      {can('runs:write') ? (
        <AnswerForm key={interaction.asked_at} runId={runId} interaction={interaction} />
      ) : (
        <p className="text-muted">Someone who may start runs has to answer.</p>
      )}
    </Card>
  );
}

function AnswerForm({ runId, interaction }: AnswerBoxProps) {
  const { slug } = useWorkspace();
  const answer = useAnswerRun(slug, runId);
  const [values, setValues] = useState<Record<string, string>>({});
  const [checked, setChecked] = useState(false);
  const typed = (name: string) => values[name] ?? '';
  const isMissing = (name: string) => typed(name).trim() === '';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setChecked(true);
    if (interaction.properties.some(({ name }) => isMissing(name))) return focusFirstInvalid(form);
    answer.mutate(values);
  };
  const busy = answer.isPending || answer.isSuccess;
  return (
    <Form onSubmit={submit} className="flex flex-col gap-3">
      {answer.error ? <ErrorNotice error={asProblem(answer.error)} /> : null}
      <div className="flex flex-wrap items-start gap-3">
        {interaction.properties.map(({ name, title }) => (
          <Field
            key={name}
            label={title}
            required
            className={name === 'link' ? 'min-w-64 grow' : 'w-64'}
            error={checked && isMissing(name) ? 'Fill this in' : undefined}
          >
            {(control) => (
              <Input
                {...control}
                autoComplete={name === 'link' ? 'off' : 'one-time-code'}
                spellCheck={false}
                className="font-mono"
                value={typed(name)}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Button type="submit" variant="primary" className="mt-6" disabled={busy}>
          {busy ? 'Sending…' : 'Send answer'}
        </Button>
      </div>
    </Form>
  );
}
