'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Controller, FormProvider, useForm } from 'react-hook-form';
import { z } from 'zod';
import { asProblem } from '@/app/_queries/api-problem';
import { useConnectProvider } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { notify } from '@/app/_ui/toast';
import { connectSecretProvider, DEFAULT_CACHE_TTL_SECONDS } from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';
import { CacheChoice } from './cache-choice';
import { ConnectGuide } from './connect-guide';
import { ConnectProgress } from './connect-progress';
import { endOfDay } from './expiry-day';
import { TokenField } from './token-field';
import { tokenShape, trimToken } from './token-shape';

const connectForm = z.object({
  name: connectSecretProvider.shape.name,
  token: z.string().superRefine((token, context) => {
    const shape = tokenShape(token);
    if (shape.kind === 'empty')
      context.addIssue({ code: 'custom', message: 'Paste the service account token' });
    if (shape.kind === 'wrong') context.addIssue({ code: 'custom', message: shape.message });
  }),
  cache_ttl_seconds: z.number(),
  /** A day, as <input type="date"> gives it; empty when not known. */
  token_expires_at: z.string(),
});
export type ConnectForm = z.infer<typeof connectForm>;

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
      description="With a service account: a machine’s own access to the vaults you choose."
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
  const form = useForm<ConnectForm>({
    resolver: zodResolver(connectForm),
    defaultValues: {
      name: '1Password',
      token: '',
      cache_ttl_seconds: DEFAULT_CACHE_TTL_SECONDS,
      token_expires_at: '',
    },
  });
  const submit = form.handleSubmit((values) => {
    props.onBusy(true);
    connect.mutate(bodyOf(values), {
      onSettled: () => props.onBusy(false),
      onSuccess: (provider) => {
        notify.done(`${provider.name} is connected`);
        props.onClose();
        router.push(href(`/settings/integrations/${provider.id}`));
      },
      onError: (error) => {
        applyFieldErrors(form.setError, ['name', 'token', 'cache_ttl_seconds'], asProblem(error).fields);
      },
    });
  });
  const { errors } = form.formState;
  return (
    <FormProvider {...form}>
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <ConnectGuide />
          <Field
            label="Name"
            description="How this connection is called here."
            error={errors.name?.message}
            required
          >
            {(control) => <Input {...control} autoComplete="off" {...form.register('name')} />}
          </Field>
          <TokenField />
          <Controller
            control={form.control}
            name="cache_ttl_seconds"
            render={({ field }) => <CacheChoice value={field.value} onChange={field.onChange} />}
          />
          <Field
            label="Token expires on"
            description="If you know it: you are reminded before runs start to fail."
            optional
          >
            {(control) => <Input {...control} type="date" {...form.register('token_expires_at')} />}
          </Field>
        </DialogBody>
        {/* Below what scrolls: how it goes must be seen without looking for it. */}
        {connect.isPending ? (
          <div className="border-t px-4 py-3">
            <ConnectProgress />
          </div>
        ) : null}
        {connect.error && !connect.isPending ? (
          <div className="border-t p-4">
            <ErrorNotice error={asProblem(connect.error)} />
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

function bodyOf(values: ConnectForm) {
  return {
    name: values.name,
    mode: 'service_account' as const,
    token: trimToken(values.token),
    cache_ttl_seconds: values.cache_ttl_seconds,
    token_expires_at: endOfDay(values.token_expires_at),
  };
}
