'use client';

import { useQuery } from '@tanstack/react-query';
import { providerQuery } from '@/app/_queries/secret-providers';
import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { cacheDurationWords } from '@/app/_words/cache-duration';
import { plural } from '@/app/_words/plural';
import { PROVIDER_MODE_WORDS } from '@/app/_words/provider-mode';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { ConnectionMark } from '../../../_marks/connection-mark';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { BoundEntries } from './bound-entries';
import { ConnectionActions } from './connection-actions';
import { ConnectionSettings } from './connection-settings';
import { LastError } from './last-error';
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
            <LastError provider={loaded} />
            <VaultAccess vaults={loaded.vaults} />
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

function ConnectionFacts({ provider }: { provider: SecretProviderView }) {
  return (
    <Card title="Connection">
      <Facts
        facts={[
          { name: 'Mode', value: PROVIDER_MODE_WORDS[provider.mode] },
          {
            name: 'Token',
            value: (
              <>
                •••• ends in <span className="font-mono">{provider.config_hint}</span>
              </>
            ),
          },
          { name: 'Token expires', value: timeOr(provider.token_expires_at, 'Not known') },
          { name: 'Owner', value: provider.owner?.name ?? 'Nobody' },
          { name: 'Cache', value: cacheDurationWords(provider.cache_ttl_seconds) },
          { name: 'Last success', value: timeOr(provider.last_success_at, 'Never') },
          { name: 'Last checked', value: timeOr(provider.last_checked_at, 'Never') },
          { name: 'Connected', value: <RelativeTime at={provider.created_at} /> },
          { name: 'Connection id', value: <Mono copy="connection id">{provider.id}</Mono> },
        ]}
      />
    </Card>
  );
}

function timeOr(at: string | null, otherwise: string) {
  return at ? <RelativeTime at={at} /> : otherwise;
}
