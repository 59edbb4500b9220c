'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { asProblem } from '@/app/_queries/api-problem';
import { useUpdateProvider } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Checkbox } from '@/app/_ui/checkbox';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { Form } from '@/app/_ui/form';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { notify } from '@/app/_ui/toast';
import {
  connectSecretProvider,
  PROVIDER_PLANS,
  type SecretProviderView,
} from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';
import { CacheChoice } from '../_connections/cache-choice';
import { endOfDay, localDay } from '../_connections/expiry-day';
import { PlanChoice } from '../_connections/plan-choice';

const settingsForm = z.object({
  name: connectSecretProvider.shape.name,
  cache_ttl_seconds: z.number(),
  stale_if_error: z.boolean(),
  token_expires_at: z.string(),
  plan: z.enum(PROVIDER_PLANS),
});

export function ConnectionSettings({ provider }: { provider: SecretProviderView }) {
  const { slug } = useWorkspace();
  const update = useUpdateProvider(slug, provider.id);
  const form = useForm({
    resolver: zodResolver(settingsForm),
    // The page may learn of other values while it is open: a new token, for one, clears the expiry date.
    values: {
      name: provider.name,
      cache_ttl_seconds: provider.cache_ttl_seconds,
      stale_if_error: provider.stale_if_error,
      token_expires_at: localDay(provider.token_expires_at),
      plan: provider.plan,
    },
    resetOptions: { keepDirtyValues: true },
  });
  const submit = form.handleSubmit((values) =>
    update.mutate(
      { ...values, token_expires_at: endOfDay(values.token_expires_at) },
      {
        onSuccess: () => {
          notify.done('Settings saved');
          form.reset(values);
        },
        onError: (error) => {
          applyFieldErrors(form.setError, ['name', 'token_expires_at', 'plan'], asProblem(error).fields);
        },
      },
    ),
  );
  const { errors, isDirty } = form.formState;
  return (
    <Card title="Settings">
      <Form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Name" error={errors.name?.message} required>
            {(control) => <Input {...control} autoComplete="off" {...form.register('name')} />}
          </Field>
          <Field label="Token expires on" error={errors.token_expires_at?.message} optional>
            {(control) => <Input {...control} type="date" {...form.register('token_expires_at')} />}
          </Field>
        </div>
        <Controller
          control={form.control}
          name="cache_ttl_seconds"
          render={({ field }) => <CacheChoice value={field.value} onChange={field.onChange} />}
        />
        <Checkbox
          label="While 1Password cannot be reached, go on with what has just expired"
          description="For as long again as the cache duration, at most 15 minutes, and never after 1Password has said no. A password that was changed meanwhile is typed as it was, which can lock an account."
          {...form.register('stale_if_error')}
        />
        {hasLimits(provider) ? (
          <Controller
            control={form.control}
            name="plan"
            render={({ field, fieldState }) => (
              <PlanChoice value={field.value} onChange={field.onChange} error={fieldState.error?.message} />
            )}
          />
        ) : null}
        {update.error ? <ErrorNotice error={asProblem(update.error)} /> : null}
        <Button type="submit" variant="primary" className="w-fit" disabled={!isDirty || update.isPending}>
          {update.isPending ? 'Saving…' : 'Save settings'}
        </Button>
      </Form>
    </Card>
  );
}

/** A Connect server and a person's account have no limits, so their plan changes nothing. */
function hasLimits(provider: SecretProviderView): boolean {
  return provider.mode !== 'connect' && provider.account === null;
}
