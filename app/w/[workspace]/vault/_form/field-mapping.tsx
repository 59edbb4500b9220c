'use client';

import { Plus, X } from 'lucide-react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Button } from '@/app/_ui/button';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import type { EntryFormValues } from './entry-form-schema';

const MAPPED = [
  { name: 'map_username', label: 'Username from' },
  { name: 'map_password', label: 'Password from' },
  { name: 'map_one_time_password', label: 'One-time code from' },
] as const;

/** For items that do not keep everything in its usual place. Closed while there is nothing in it. */
export function FieldMapping() {
  const { register, formState, getValues } = useFormContext<EntryFormValues>();
  const { errors } = formState;
  const wrong = MAPPED.some(({ name }) => errors[name]) || Boolean(errors.extra_secrets);
  const used = MAPPED.some(({ name }) => getValues(name)) || getValues('extra_secrets').length > 0;
  return (
    <details className="group" open={wrong || used}>
      <summary className="w-fit text-muted hover:text-ink">Field mapping</summary>
      <div className="mt-2 flex flex-col gap-3">
        <p className="text-sm text-muted">
          References such as <span className="font-mono">op://vault/item/section/field</span>, by names or
          ids. In 1Password, choose <em>Copy Secret Reference</em> on a field.
        </p>
        {MAPPED.map(({ name, label }) => (
          <Field
            key={name}
            label={label}
            description={
              name === 'map_one_time_password'
                ? 'Ends in ?attribute=otp. Empty: the one-time password of the item.'
                : 'Empty: its own place in the item.'
            }
            error={errors[name]?.message}
            optional
          >
            {(control) => <ReferenceInput {...control} {...register(name)} />}
          </Field>
        ))}
        <ExtraSecrets />
      </div>
    </details>
  );
}

function ExtraSecrets() {
  const { register, control, formState } = useFormContext<EntryFormValues>();
  const { fields, append, remove } = useFieldArray({ control, name: 'extra_secrets' });
  const errors = formState.errors.extra_secrets;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">Further secrets</legend>
      <p className="text-sm text-muted">
        For steps of workflows that type more than a login, by the name given here.
      </p>
      {fields.map((row, place) => (
        <div key={row.id} className="grid gap-2 sm:grid-cols-[10rem_1fr_auto] sm:items-start">
          <Field label={`Name ${place + 1}`} error={errors?.[place]?.name?.message} required>
            {(field) => (
              <Input
                {...field}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                placeholder="pin"
                {...register(`extra_secrets.${place}.name`)}
              />
            )}
          </Field>
          <Field label={`Reference ${place + 1}`} error={errors?.[place]?.reference?.message} required>
            {(field) => <ReferenceInput {...field} {...register(`extra_secrets.${place}.reference`)} />}
          </Field>
          <Button
            type="button"
            variant="quiet"
            className="w-fit sm:mt-7"
            aria-label={`Remove secret ${place + 1}`}
            onClick={() => remove(place)}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      {(errors?.root?.message ?? errors?.message) ? (
        <p className="text-sm text-failed">{errors.root?.message ?? errors.message}</p>
      ) : null}
      <Button type="button" className="w-fit" onClick={() => append({ name: '', reference: '' })}>
        <Plus aria-hidden />
        Add a secret
      </Button>
    </fieldset>
  );
}

function ReferenceInput(props: React.ComponentProps<typeof Input>) {
  return (
    <Input
      {...props}
      className="font-mono"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      placeholder="op://"
    />
  );
}
