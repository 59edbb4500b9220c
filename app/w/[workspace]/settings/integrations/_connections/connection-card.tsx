'use client';

import { Badge } from '@/app/_ui/badge';
import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { TextLink } from '@/app/_ui/text-link';
import { cacheDurationWords } from '@/app/_words/cache-duration';
import { plural } from '@/app/_words/plural';
import { PROVIDER_MODE_WORDS } from '@/app/_words/provider-mode';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { ConnectionMark } from '../../../_marks/connection-mark';
import { useWorkspace } from '../../../_shell/workspace-context';
import { BudgetLine } from './budget-line';
import { DisabledNotice } from './disabled-notice';
import { LastError } from './last-error';
import { TokenPlace } from './token-place';
import { VaultMarks } from './vault-marks';

export function ConnectionCard({ provider }: { provider: SecretProviderView }) {
  const { href } = useWorkspace();
  return (
    <Card
      title={provider.name}
      sentence={
        <span className="flex flex-wrap items-center gap-2">
          1Password
          <Badge>{PROVIDER_MODE_WORDS[provider.mode]}</Badge>
          <TokenPlace provider={provider} />
        </span>
      }
      actions={
        <>
          <ConnectionMark provider={provider} />
          <TextLink
            href={href(`/settings/integrations/${provider.id}`)}
            aria-label={`Open ${provider.name}`}
            className="leading-6"
          >
            Open
          </TextLink>
        </>
      }
    >
      <DisabledNotice provider={provider} />
      <LastError provider={provider} />
      <Facts
        facts={[
          { name: 'Vaults', value: <VaultMarks vaults={provider.vaults} /> },
          {
            name: 'Used by',
            value: plural(provider.bound_entries, 'bound entry', 'bound entries'),
          },
          { name: 'Rate budget', value: <BudgetLine budget={provider.budget} /> },
          { name: 'Cache', value: cacheDurationWords(provider.cache_ttl_seconds) },
          { name: 'Owner', value: provider.owner?.name ?? 'Nobody' },
        ]}
      />
    </Card>
  );
}
