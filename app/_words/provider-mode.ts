import type { SecretProviderView } from '@/lib/contract/secret-provider';

type Mode = SecretProviderView['mode'];

export const PROVIDER_MODE_WORDS: Record<Mode, string> = {
  service_account: 'Service account',
  connect: 'Connect server',
  cli: 'op command line',
};

/** In the order of choice, each with when to use it. */
export const PROVIDER_MODE_CHOICES: ReadonlyArray<{ value: Mode; label: string; description: string }> = [
  {
    value: 'service_account',
    label: 'Service account (recommended)',
    description:
      'A machine’s own access to the vaults you choose. Nothing to run; 1Password limits the rate.',
  },
  {
    value: 'connect',
    label: 'Connect server',
    description: 'You run 1Password’s server in your network. For many reads: it has no rate limit.',
  },
  {
    value: 'cli',
    label: 'op command line',
    description: 'For developer machines where “op” is installed. Slow, and usually refused in production.',
  },
];

export const PROVIDER_PLAN_CHOICES = [
  { value: 'other', label: 'Other plan', description: 'Teams, Families or Individual, or not known.' },
  { value: 'business', label: '1Password Business', description: 'Ten times as many reads per hour.' },
] as const;

export const PROVIDER_PLAN_REASON =
  'The plan sets how often 1Password may be asked in an hour, which Latchkey keeps to.';

export const HEALTH_WORDS = {
  ok: { tone: 'ok', label: 'Healthy' },
  attention: { tone: 'attention', label: 'Needs attention' },
  unknown: { tone: 'neutral', label: 'Not tested yet' },
} as const satisfies Record<SecretProviderView['health'], { tone: string; label: string }>;

/** Where a connection's token is, in a line. Null when it has none: a person's account, through op. */
export function tokenWords(provider: SecretProviderView): { words: string; mono: string } | null {
  if (provider.token_env) return { words: 'from the server’s variable', mono: provider.token_env };
  if (provider.account) return null;
  return { words: 'ends in', mono: provider.config_hint };
}
