'use client';

import { Card } from '@/app/_ui/card';
import { TextLink } from '@/app/_ui/text-link';
import { plural } from '@/app/_words/plural';
import { budgetLine } from '@/app/_words/rate-budget';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { ConnectionMark } from '../_marks/connection-mark';
import { useWorkspace } from '../_shell/workspace-context';

export function ConnectionsCard({ providers }: { providers: readonly SecretProviderView[] }) {
  const { href } = useWorkspace();
  return (
    <Card
      title="Connections"
      actions={<TextLink href={href('/settings/integrations')}>All connections</TextLink>}
    >
      {providers.length === 0 ? (
        <p className="text-muted">None yet. Entries can still be stored here.</p>
      ) : (
        <ul className="flex flex-col divide-y">
          {providers.map((provider) => (
            <li key={provider.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
              <span className="min-w-0">
                <TextLink href={href(`/settings/integrations/${provider.id}`)}>{provider.name}</TextLink>
                <span className="block text-sm text-muted">
                  {provider.status === 'disabled'
                    ? 'Disabled: nothing is read through it.'
                    : budgetLine(provider.budget)}
                </span>
                <span className="block text-sm text-muted">
                  {plural(provider.vaults.length, 'vault')},{' '}
                  {plural(provider.bound_entries, 'bound entry', 'bound entries')}
                </span>
              </span>
              <ConnectionMark provider={provider} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
