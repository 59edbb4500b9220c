'use client';

import { useQuery } from '@tanstack/react-query';
import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import { providersQuery } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { ConnectDialog } from '../_connect/connect-dialog';
import { ConnectionCard } from './connection-card';

export function ConnectionsPage({ startConnecting }: { startConnecting: boolean }) {
  const { slug, can } = useWorkspace();
  const [connecting, setConnecting] = useState(startConnecting && can('providers:admin'));
  const query = useQuery(providersQuery(slug));
  const connect = can('providers:admin') ? (
    <Button variant="primary" onClick={() => setConnecting(true)}>
      <Plus aria-hidden />
      Connect 1Password
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Secret providers"
        sentence="Where entries read their secrets at run time. Latchkey keeps them no longer than the cache you allow."
        actions={query.data?.length ? connect : null}
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading connections" />}>
        {(providers) =>
          providers.length === 0 ? (
            <EmptyState
              icon={Plug}
              title="No connection yet"
              action={
                connect ?? (
                  <span className="text-muted">An admin of the workspace can connect 1Password.</span>
                )
              }
            >
              Connect 1Password with a service account that sees only the vaults your automations need. Then
              bind vault entries to items.
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-3">
              {providers.map((provider) => (
                <li key={provider.id}>
                  <ConnectionCard provider={provider} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <ConnectDialog open={connecting} onOpenChange={setConnecting} />
    </>
  );
}
