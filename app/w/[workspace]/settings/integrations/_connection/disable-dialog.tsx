'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { asProblem } from '@/app/_queries/api-problem';
import { entriesQuery } from '@/app/_queries/entries';
import { useSwitchProvider } from '@/app/_queries/secret-providers';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { notify } from '@/app/_ui/toast';
import { plural } from '@/app/_words/plural';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { siteName } from '../../../_marks/site-letter';
import { useWorkspace } from '../../../_shell/workspace-context';

export interface DisableDialogProps {
  provider: SecretProviderView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The kill switch. Says first what stops. */
export function DisableDialog({ provider, open, onOpenChange }: DisableDialogProps) {
  const { slug } = useWorkspace();
  const disable = useSwitchProvider(slug, provider.id, 'disable');
  const confirm = () =>
    disable.mutate(undefined, {
      onSuccess: () => {
        notify.done(`${provider.name} is disabled`);
        onOpenChange(false);
      },
    });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) disable.reset();
      }}
      title={`Disable ${provider.name}?`}
      confirmLabel="Disable"
      busyLabel="Disabling…"
      busy={disable.isPending}
      onConfirm={confirm}
    >
      <WhatStops provider={provider} />
      <p>Token, settings and bindings stay. Enable it and everything goes on.</p>
      {disable.error ? <ErrorNotice error={asProblem(disable.error)} /> : null}
    </ConfirmDialog>
  );
}

const NAMED_ENTRIES = 5;

function WhatStops({ provider }: { provider: SecretProviderView }) {
  const { slug } = useWorkspace();
  const query = useInfiniteQuery(entriesQuery(slug, { providerId: provider.id }));
  const entries = query.data?.pages.flatMap((page) => page.data) ?? [];
  if (provider.bound_entries === 0) {
    return <p>Within a second nothing is read through it any more. No entry is bound to it.</p>;
  }
  const named = entries.slice(0, NAMED_ENTRIES);
  const others = provider.bound_entries - named.length;
  return (
    <>
      <p>
        Within a second nothing is read through it any more, cached logins included. Runs that use{' '}
        {provider.bound_entries === 1 ? 'this entry' : 'these entries'} fail until you enable it again:
      </p>
      <ul className="list-disc pl-5">
        {named.map((entry) => (
          <li key={entry.id} className="break-words">
            {siteName(entry.domain)}, {entry.permissioned_user_id}
          </li>
        ))}
        {others > 0 ? <li>{othersWords(others, named.length)}</li> : null}
      </ul>
    </>
  );
}

function othersWords(others: number, named: number): string {
  return named === 0 ? plural(others, 'bound entry', 'bound entries') : `and ${others} more`;
}
