'use client';

import { Check, X } from 'lucide-react';
import { Card } from '@/app/_ui/card';
import { type Fact, Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { StateMark } from '@/app/_ui/state-mark';
import { TextLink } from '@/app/_ui/text-link';
import { cacheDurationWords } from '@/app/_words/cache-duration';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { useWorkspace } from '../../_shell/workspace-context';

/** Where the secrets come from and which of them are there. Never a value. */
export function SourceCard({ entry }: { entry: VaultEntryView }) {
  const { href } = useWorkspace();
  return (
    <Card title="Credentials source">
      <Facts
        facts={[...(entry.source === 'provider' ? bindingFacts(entry, href) : []), ...secretFacts(entry)]}
      />
    </Card>
  );
}

function bindingFacts(entry: VaultEntryView, href: (path: string) => string): Fact[] {
  const { secret_provider: provider, item } = entry;
  return [
    {
      name: 'Connection',
      value: provider ? (
        <span className="inline-flex flex-wrap items-center gap-2">
          <span>
            1Password,{' '}
            <TextLink href={href(`/settings/integrations/${provider.id}`)}>{provider.name}</TextLink>
          </span>
          {provider.status === 'disabled' ? <StateMark tone="stopped">Disabled</StateMark> : null}
        </span>
      ) : (
        'Gone'
      ),
    },
    { name: 'Item', value: item ? `${item.title}, in the vault ${item.vault_title}` : 'Not read yet' },
    {
      name: 'Websites of the item',
      value: item && item.websites.length > 0 ? item.websites.join(', ') : 'None',
    },
    {
      name: 'Reference',
      value: entry.secret_ref ? <Mono copy="secret reference">{entry.secret_ref}</Mono> : 'None',
    },
    { name: 'Cache', value: cacheWords(entry) },
  ];
}

function cacheWords(entry: VaultEntryView): string {
  if (entry.effective_cache_ttl_seconds === null) return 'Off';
  const words = cacheDurationWords(entry.effective_cache_ttl_seconds);
  return entry.secret_cache_ttl_seconds === null ? `${words}, as the connection` : `${words}, for this entry`;
}

function secretFacts(entry: VaultEntryView): Fact[] {
  if (entry.source === 'passkey') return [];
  const from = entry.source === 'stored' ? 'stored here' : `from 1Password, ${itemWords(entry)}`;
  const { username, password, one_time_password: code } = entry.field_references;
  return [
    { name: 'Username', value: <SecretPlace present={entry.has.username} from={username ?? from} /> },
    { name: 'Password', value: <SecretPlace present={entry.has.password} from={password ?? from} /> },
    {
      name: 'One-time code',
      value: <SecretPlace present={entry.has.one_time_password} from={code ?? from} />,
    },
    ...Object.entries(entry.extra_secrets).map(([name, { reference, present }]) => ({
      name: `Secret ${name}`,
      value: <SecretPlace present={present} from={reference} />,
    })),
  ];
}

function itemWords(entry: VaultEntryView): string {
  return entry.item ? `item ${entry.item.title}` : 'item not read yet';
}

function SecretPlace({ present, from }: { present: boolean; from: string }) {
  const Icon = present ? Check : X;
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Icon aria-hidden className={present ? 'size-4 text-ok' : 'size-4 text-muted'} />
      {present ? (
        <>
          <span aria-hidden className="font-mono">
            ••••
          </span>
          <span className="text-muted">Present, {from}</span>
        </>
      ) : (
        <span className="text-muted">Not there</span>
      )}
    </span>
  );
}
