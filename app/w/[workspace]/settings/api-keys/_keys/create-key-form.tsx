'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useCreateApiKey } from '@/app/_queries/api-keys';
import { asProblem } from '@/app/_queries/api-problem';
import { Button } from '@/app/_ui/button';
import { Checkbox } from '@/app/_ui/checkbox';
import { DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { Select } from '@/app/_ui/select';
import { PERMISSION_WORDS } from '@/app/_words/roles';
import { createApiKey, PERMISSIONS, type Permission } from '@/lib/contract/workspace';
import { useWorkspace } from '../../../_shell/workspace-context';

const keyForm = createApiKey.pick({ name: true, scopes: true }).extend({ expiry: z.string() });

const EXPIRIES = [
  { days: '30', label: 'In 30 days' },
  { days: '90', label: 'In 90 days' },
  { days: '365', label: 'In a year' },
  { days: '', label: 'Never' },
] as const;

/** What a program that starts runs needs; people take away or add. */
const USUAL_SCOPES: Permission[] = ['workflows:read', 'runs:read', 'runs:write'];

export interface CreateKeyFormProps {
  onCreated: (key: string) => void;
  onCancel: () => void;
}

export function CreateKeyForm({ onCreated, onCancel }: CreateKeyFormProps) {
  const { slug, can } = useWorkspace();
  const create = useCreateApiKey(slug);
  const form = useForm({
    resolver: zodResolver(keyForm),
    defaultValues: { name: '', scopes: USUAL_SCOPES, expiry: '90' },
  });
  const submit = form.handleSubmit(({ name, scopes, expiry }) =>
    create.mutate(
      { name, scopes, expires_in_days: expiry === '' ? null : Number(expiry) },
      {
        onSuccess: (created) => onCreated(created.key),
        onError: (error) => {
          applyFieldErrors(form.setError, ['name', 'scopes'], asProblem(error).fields);
        },
      },
    ),
  );
  const { errors } = form.formState;
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {create.error ? <ErrorNotice error={asProblem(create.error)} /> : null}
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Name" description="The program that uses it." error={errors.name?.message} required>
            {(control) => <Input {...control} autoComplete="off" {...form.register('name')} />}
          </Field>
          <Field label="Expires">
            {(control) => (
              <Select {...control} {...form.register('expiry')}>
                {EXPIRIES.map(({ days, label }) => (
                  <option key={label} value={days}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">The key may</legend>
          {errors.scopes?.message ? <p className="text-sm text-failed">{errors.scopes.message}</p> : null}
          <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
            {PERMISSIONS.filter(can).map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={PERMISSION_WORDS[scope].label}
                description={PERMISSION_WORDS[scope].description}
                {...form.register('scopes')}
              />
            ))}
          </div>
        </fieldset>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={create.isPending}>
          {create.isPending ? 'Creating…' : 'Create key'}
        </Button>
      </DialogFooter>
    </form>
  );
}
