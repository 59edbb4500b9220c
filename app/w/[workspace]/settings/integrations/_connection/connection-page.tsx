'use client';

import { useQuery } from '@tanstack/react-query';
import { providerQuery } from '@/app/_queries/secret-providers';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { plural } from '@/app/_words/plural';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { ConnectionMark } from '../../../_marks/connection-mark';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { ClockNotice } from '../_connections/clock-notice';
import { DisabledNotice } from '../_connections/disabled-notice';
import { LastError } from '../_connections/last-error';
import { BoundEntries } from './bound-entries';
import { BudgetCard } from './budget-card';
import { ConnectionActions } from './connection-actions';
import { ConnectionFacts } from './connection-facts';
import { ConnectionSettings } from './connection-settings';
import { VaultAccess } from './vault-access';

export function ConnectionPage({ id }: { id: string }) {
  const { slug, href, can } = useWorkspace();
  const query = useQuery(providerQuery(slug, id));
  const provider = query.data;
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/settings/integrations')}>Secret providers</TextLink>}
        title={provider?.name ?? 'Connection'}
        sentence={provider ? sentence(provider) : null}
        mark={provider ? <ConnectionMark provider={provider} /> : null}
        actions={provider && can('providers:admin') ? <ConnectionActions provider={provider} /> : null}
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the connection" cards={3} />}>
        {(loaded) => (
          <div className="flex flex-col gap-4">
            <DisabledNotice provider={loaded} />
            <LastError provider={loaded} />
            <ClockNotice provider={loaded} />
            <BudgetCard budget={loaded.budget} />
            <VaultAccess provider={loaded} />
            <BoundEntries providerId={loaded.id} />
            <ConnectionFacts provider={loaded} />
            {can('providers:admin') ? <ConnectionSettings provider={loaded} /> : null}
          </div>
        )}
      </Loaded>
    </>
  );
}

function sentence(provider: SecretProviderView): string {
  if (provider.status === 'disabled') return 'Disabled: no entry can read through it.';
  const sees = `Sees ${plural(provider.vaults.length, 'vault')}`;
  const serves = plural(provider.bound_entries, 'bound entry', 'bound entries');
  return `${sees} of 1Password and serves ${serves}.`;
}
