'use client';

import { useFormContext } from 'react-hook-form';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import type { EntryFormValues, KeptValues } from './entry-form-schema';

const KEEPS = 'Leave empty to keep the stored value.';

/** Autofill is off: the browser would offer the person's own login of this site. */
export function StoredFields({ kept }: { kept: KeptValues }) {
  const { register, formState } = useFormContext<EntryFormValues>();
  const { errors } = formState;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field
        label="Username"
        description={kept.username ? KEEPS : null}
        error={errors.username?.message}
        required={!kept.username}
      >
        {(control) => (
          <Input
            {...control}
            placeholder={kept.username ? '••••' : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            {...register('username')}
          />
        )}
      </Field>
      <Field
        label="Password"
        description={kept.password ? KEEPS : null}
        error={errors.password?.message}
        required={!kept.password}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            placeholder={kept.password ? '••••' : undefined}
            autoComplete="new-password"
            {...register('password')}
          />
        )}
      </Field>
    </div>
  );
}
