'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { ApiProblem } from '@/app/_queries/api-problem';
import { Button } from '@/app/_ui/button';
import { Checkbox } from '@/app/_ui/checkbox';
import { DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { WEBHOOK_EVENT_GROUPS } from '@/app/_words/webhook';
import { createWebhook, type WebhookEvent } from '@/lib/contract/webhook';

const webhookForm = createWebhook.pick({ url: true, events: true });

export interface WebhookValues {
  url: string;
  events: WebhookEvent[];
}

export interface WebhookFormProps {
  start: WebhookValues;
  label: string;
  busy: boolean;
  error: ApiProblem | null;
  onSave: (values: WebhookValues) => void;
  onCancel: () => void;
}

export function WebhookForm({ start, label, busy, error, onSave, onCancel }: WebhookFormProps) {
  const form = useForm({ resolver: zodResolver(webhookForm), defaultValues: start });
  const refusedUrl = error?.fields.find(({ field }) => field === 'url')?.message;
  return (
    <form onSubmit={form.handleSubmit(onSave)} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {error ? <ErrorNotice error={error} /> : null}
        <Field
          label="Address"
          description="Public https. It has to answer with a 2xx within ten seconds."
          error={form.formState.errors.url?.message ?? refusedUrl}
          required
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              autoComplete="off"
              placeholder="https://hooks.example.com/latchkey"
              {...form.register('url')}
            />
          )}
        </Field>
        <p className="text-muted">Choose what it is told of. With nothing chosen it is told of everything.</p>
        {WEBHOOK_EVENT_GROUPS.map(({ title, events }) => (
          <fieldset key={title}>
            <legend className="mb-1 font-medium">{title}</legend>
            <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
              {events.map((event) => (
                <Checkbox
                  key={event}
                  value={event}
                  label={<span className="font-mono text-sm">{event}</span>}
                  {...form.register('events')}
                />
              ))}
            </div>
          </fieldset>
        ))}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? 'Saving…' : label}
        </Button>
      </DialogFooter>
    </form>
  );
}
