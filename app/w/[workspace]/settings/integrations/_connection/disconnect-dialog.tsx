'use client';

import { useRouter } from 'next/navigation';
import { asProblem } from '@/app/_queries/api-problem';
import { bindingEntries, useDisconnectProvider } from '@/app/_queries/secret-providers';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { siteName } from '../../../_marks/site-letter';
import { useWorkspace } from '../../../_shell/workspace-context';

export interface DisconnectDialogProps {
  provider: SecretProviderView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The server refuses while entries are bound and lists them; here they become links. */
export function DisconnectDialog({ provider, open, onOpenChange }: DisconnectDialogProps) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const disconnect = useDisconnectProvider(slug, provider.id);
  const problem = disconnect.error ? asProblem(disconnect.error) : null;
  const inUse = problem?.code === 'secret_provider_in_use';
  const confirm = () =>
    disconnect.mutate(undefined, {
      onSuccess: () => {
        notify.done(`${provider.name} is disconnected`);
        router.push(href('/settings/integrations'));
      },
    });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        // The next opening asks anew: entries may have been unbound meanwhile.
        if (!next) disconnect.reset();
      }}
      title={inUse ? `${provider.name} is still in use` : `Disconnect ${provider.name}?`}
      confirmLabel="Disconnect"
      busyLabel="Disconnecting…"
      busy={disconnect.isPending}
      onConfirm={confirm}
      refused={inUse}
    >
      {inUse ? (
        <StillBound extra={problem.extra} />
      ) : (
        <>
          <p>
            The token and everything cached from it are deleted here. The service account in 1Password stays;
            delete it there as well if nothing else uses it.
          </p>
          {problem ? <ErrorNotice error={problem} /> : null}
        </>
      )}
    </ConfirmDialog>
  );
}

function StillBound({ extra }: { extra: Readonly<Record<string, unknown>> }) {
  const { href } = useWorkspace();
  const entries = bindingEntries.safeParse(extra.entries);
  return (
    <>
      <p>Bind these entries to another connection, or delete them, then disconnect:</p>
      <ul className="flex flex-col gap-1">
        {(entries.success ? entries.data : []).map((entry) => (
          <li key={entry.id}>
            <TextLink href={href(`/vault/${entry.id}`)}>
              {siteName(entry.domain)}, {entry.permissioned_user_id}
            </TextLink>
          </li>
        ))}
      </ul>
    </>
  );
}
