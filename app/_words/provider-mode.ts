import type { SecretProviderView } from '@/lib/contract/secret-provider';

export const PROVIDER_MODE_WORDS: Record<SecretProviderView['mode'], string> = {
  service_account: 'Service account',
  connect: 'Connect server',
  cli: 'op command line',
};

export const HEALTH_WORDS = {
  ok: { tone: 'ok', label: 'Healthy' },
  attention: { tone: 'attention', label: 'Needs attention' },
  unknown: { tone: 'neutral', label: 'Not tested yet' },
} as const satisfies Record<SecretProviderView['health'], { tone: string; label: string }>;
