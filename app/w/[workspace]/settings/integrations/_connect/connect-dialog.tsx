'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Controller, FormProvider, useForm, useFormContext } from 'react-hook-form';
import { asProblem } from '@/app/_queries/api-problem';
import { useConnectProvider } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { ChoiceCards } from '@/app/_ui/choice-cards';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors, withHomeless } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { notify } from '@/app/_ui/toast';
import { PROVIDER_MODE_CHOICES } from '@/app/_words/provider-mode';
import { useWorkspace } from '../../../_shell/workspace-context';
import { CacheChoice } from '../_connections/cache-choice';
import {
  type ConnectForm,
  connectBody,
  connectFormSchema,
  newConnectForm,
  shownFields,
} from './connect-form';
import { ConnectProgress } from './connect-progress';
import { ModeFields } from './mode-fields';

export interface ConnectDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ConnectDialog({ open, onOpenChange }: ConnectDialogProps) {
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      open={open}
      // What is under way ends first: closing would leave a connection nobody saw succeed or fail.
      onOpenChange={(next) => (busy ? undefined : onOpenChange(next))}
      title="Connect 1Password"
      description="Choose how Latchkey reads the vaults you give it."
      width="wide"
    >
      <ConnectFormBody onBusy={setBusy} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function ConnectFormBody(props: { onBusy: (busy: boolean) => void; onClose: () => void }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const connect = useConnectProvider(slug);
  const [homeless, setHomeless] = useState<string[]>([]);
  const form = useForm<ConnectForm>({
    resolver: zodResolver(connectFormSchema),
    defaultValues: newConnectForm(),
  });
  const submit = form.handleSubmit((values) => {
    props.onBusy(true);
    setHomeless([]);
    connect.mutate(connectBody(values), {
      onSettled: () => props.onBusy(false),
      onSuccess: (provider) => {
        notify.done(`${provider.name} is connected`);
        props.onClose();
        router.push(href(`/settings/integrations/${provider.id}`));
      },
      onError: (error) =>
        setHomeless(applyFieldErrors(form.setError, shownFields(values), asProblem(error).fields)),
    });
  });
  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <Controller
            control={form.control}
            name="mode"
            render={({ field, fieldState }) => (
              <ChoiceCards
                legend="How to connect"
                columns={3}
                choices={PROVIDER_MODE_CHOICES}
                value={field.value}
                onChange={(mode) => {
                  field.onChange(mode);
                  form.clearErrors();
                  connect.reset();
                }}
                error={fieldState.error?.message}
              />
            )}
          />
          <ModeFields />
          <CommonFields />
        </DialogBody>
        {/* Below what scrolls: how it goes must be seen without looking for it. */}
        {connect.isPending ? (
          <div className="border-t px-4 py-3">
            <ConnectProgress mode={form.getValues('mode')} />
          </div>
        ) : null}
        {connect.error && !connect.isPending ? (
          <div className="border-t p-4">
            <ErrorNotice error={withHomeless(asProblem(connect.error), homeless)} />
          </div>
        ) : null}
        <DialogFooter>
          <Button onClick={props.onClose} disabled={connect.isPending}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={connect.isPending}>
            {connect.isPending ? 'Connecting…' : 'Connect'}
          </Button>
        </DialogFooter>
      </form>
    </FormProvider>
  );
}

function CommonFields() {
  const form = useFormContext<ConnectForm>();
  const { errors } = form.formState;
  return (
    <>
      <Field
        label="Name"
        description="How this connection is called here."
        error={errors.name?.message}
        required
      >
        {(control) => <Input {...control} autoComplete="off" {...form.register('name')} />}
      </Field>
      <Controller
        control={form.control}
        name="cache_ttl_seconds"
        render={({ field }) => <CacheChoice value={field.value} onChange={field.onChange} />}
      />
      <Field
        label="Token expires on"
        description="If you know it: you are reminded before runs start to fail."
        error={errors.token_expires_at?.message}
        optional
      >
        {(control) => <Input {...control} type="date" {...form.register('token_expires_at')} />}
      </Field>
    </>
  );
}
