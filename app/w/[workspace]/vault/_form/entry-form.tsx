'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import Link from 'next/link';
import { useMemo, useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { asProblem } from '@/app/_queries/api-problem';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Form } from '@/app/_ui/form';
import { applyFieldErrors, withHomeless } from '@/app/_ui/form-errors';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { CreateEntry, VaultEntryView } from '@/lib/contract/vault-entry';
import { CredentialsSection } from './credentials-section';
import { ENTRY_FORM_FIELDS, type EntryFormValues, entryFormSchema } from './entry-form-schema';
import {
  atFormField,
  entryBody,
  keptValues,
  NOTHING_KEPT,
  newEntryValues,
  valuesOfEntry,
} from './entry-form-values';
import { SessionSection } from './session-section';
import { SiteSection } from './site-section';
import { TwoFactorSection } from './two-factor-section';

export interface EntryFormProps {
  /** Absent when adding. */
  entry?: VaultEntryView;
  providers: readonly SecretProviderView[];
  save: { mutateAsync: (body: CreateEntry) => Promise<VaultEntryView>; isPending: boolean; error: unknown };
  onSaved: (entry: VaultEntryView) => void;
  cancelHref: string;
}

/** One form for adding and editing. What was typed stays until the server has taken it. */
export function EntryForm({ entry, providers, save, onSaved, cancelHref }: EntryFormProps) {
  const kept = entry ? keptValues(entry) : NOTHING_KEPT;
  const schema = useMemo(() => entryFormSchema(entry ? keptValues(entry) : NOTHING_KEPT), [entry]);
  const form = useForm<EntryFormValues>({
    resolver: zodResolver(schema),
    defaultValues: entry
      ? valuesOfEntry(entry)
      : newEntryValues(providers.find((provider) => provider.status === 'active')?.id),
  });
  const [homeless, setHomeless] = useState<string[]>([]);
  const submit = form.handleSubmit(async (values) => {
    setHomeless([]);
    try {
      onSaved(await save.mutateAsync(entryBody(values, entry?.keeps_session)));
    } catch (error) {
      const fields = asProblem(error).fields.map((one) => atFormField(one, values));
      const rows = values.extra_secrets.map((_, place) => `extra_secrets.${place}.reference` as const);
      setHomeless(applyFieldErrors(form.setError, [...ENTRY_FORM_FIELDS, ...rows], fields));
    }
  });
  return (
    <FormProvider {...form}>
      <Form onSubmit={submit} className="flex max-w-2xl flex-col gap-4">
        {save.error ? <ErrorNotice error={withHomeless(asProblem(save.error), homeless)} /> : null}
        <SiteSection />
        <CredentialsSection providers={providers} entry={entry} kept={kept} />
        <Card title="Two-factor" sentence="What the site asks for after the password.">
          <TwoFactorSection kept={kept} />
        </Card>
        <SessionSection />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={save.isPending}>
            {saveWords(save.isPending, form.watch('source'), entry !== undefined)}
          </Button>
          <Button asChild>
            <Link href={cancelHref}>Cancel</Link>
          </Button>
        </div>
      </Form>
    </FormProvider>
  );
}

function saveWords(busy: boolean, source: EntryFormValues['source'], editing: boolean): string {
  if (busy) return source === 'provider' ? 'Reading the item in 1Password…' : 'Saving…';
  return editing ? 'Save changes' : 'Add entry';
}
