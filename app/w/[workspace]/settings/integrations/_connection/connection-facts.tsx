'use client';

import { Card } from '@/app/_ui/card';
import { type Fact, Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { RelativeTime } from '@/app/_ui/relative-time';
import { cacheDurationWords } from '@/app/_words/cache-duration';
import { PROVIDER_MODE_WORDS, PROVIDER_PLAN_CHOICES } from '@/app/_words/provider-mode';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

export function ConnectionFacts({ provider }: { provider: SecretProviderView }) {
  return (
    <Card title="Connection">
      <Facts
        facts={[
          { name: 'Mode', value: PROVIDER_MODE_WORDS[provider.mode] },
          ...addressFacts(provider),
          { name: 'Token expires', value: timeOr(provider.token_expires_at, 'Not known') },
          ...planFacts(provider),
          { name: 'Owner', value: provider.owner?.name ?? 'Nobody' },
          { name: 'Cache', value: cacheWords(provider) },
          { name: 'Last success', value: timeOr(provider.last_success_at, 'Never') },
          { name: 'Last checked', value: timeOr(provider.last_checked_at, 'Never') },
          { name: 'Connected', value: <RelativeTime at={provider.created_at} /> },
          { name: 'Connection id', value: <Mono copy="connection id">{provider.id}</Mono> },
        ]}
      />
    </Card>
  );
}

function cacheWords({ cache_ttl_seconds: seconds, stale_if_error: stale }: SecretProviderView): string {
  const words = cacheDurationWords(seconds);
  return stale ? `${words}, and while 1Password cannot be reached a little longer` : words;
}

/** Where it reads, and with whose access. */
function addressFacts(provider: SecretProviderView): Fact[] {
  const { base_url: server, token_env: variable, account } = provider;
  const facts: Fact[] = [];
  if (server) facts.push({ name: 'Server', value: <Mono copy="server address">{server}</Mono> });
  if (account) return [...facts, { name: 'Account', value: <Mono copy="account">{account}</Mono> }];
  if (!variable) return [...facts, { name: 'Token', value: <TokenEnd hint={provider.config_hint} /> }];
  const value = (
    <>
      In the server’s environment, <Mono copy="variable name">{variable}</Mono>. Replace it there.
    </>
  );
  return [...facts, { name: 'Token', value }];
}

function TokenEnd({ hint }: { hint: string }) {
  return (
    <>
      •••• ends in <span className="font-mono">{hint}</span>
    </>
  );
}

/** Without limits the plan says nothing. */
function planFacts({ budget, plan }: SecretProviderView): Fact[] {
  if (!budget) return [];
  const choice = PROVIDER_PLAN_CHOICES.find(({ value }) => value === plan);
  return choice ? [{ name: 'Plan', value: choice.label }] : [];
}

function timeOr(at: string | null, otherwise: string) {
  return at ? <RelativeTime at={at} /> : otherwise;
}
