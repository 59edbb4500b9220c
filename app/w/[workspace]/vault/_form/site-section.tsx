'use client';

import { useFormContext } from 'react-hook-form';
import { Card } from '@/app/_ui/card';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Textarea } from '@/app/_ui/textarea';
import type { EntryFormValues } from './entry-form-schema';

export function SiteSection() {
  const { register, formState } = useFormContext<EntryFormValues>();
  const { errors } = formState;
  return (
    <Card title="Site and user">
      <Field
        label="Domain"
        description="Where this login is used, such as acme.com. Secrets are filled in nowhere else."
        error={errors.domain?.message}
        required
      >
        {(control) => (
          <Input
            {...control}
            placeholder="acme.com"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            {...register('domain')}
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="User id"
          description="How your programs name the user, such as customer-42."
          error={errors.permissioned_user_id?.message}
          required
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              {...register('permissioned_user_id')}
            />
          )}
        </Field>
        <Field
          label="Alias"
          description="A name people recognise."
          error={errors.user_alias?.message}
          optional
        >
          {(control) => <Input {...control} autoComplete="off" {...register('user_alias')} />}
        </Field>
      </div>
      <details className="group" open={Boolean(errors.extra_origins)}>
        <summary className="w-fit text-muted hover:text-ink">Other sites of the same sign-in</summary>
        <Field
          className="mt-2"
          label="Also fill on"
          description="One per line, for example the address of a single sign-on page: https://login.acme.com"
          error={errors.extra_origins?.message}
          optional
        >
          {(control) => <Textarea {...control} rows={2} spellCheck={false} {...register('extra_origins')} />}
        </Field>
      </details>
    </Card>
  );
}
