import { StateMark } from '@/app/_ui/state-mark';
import { HEALTH_WORDS } from '@/app/_words/provider-mode';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

export function ConnectionMark({ provider }: { provider: Pick<SecretProviderView, 'status' | 'health'> }) {
  if (provider.status === 'disabled') return <StateMark tone="stopped">Disabled</StateMark>;
  const { tone, label } = HEALTH_WORDS[provider.health];
  return <StateMark tone={tone}>{label}</StateMark>;
}
