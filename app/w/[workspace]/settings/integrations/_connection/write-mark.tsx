import { StateMark } from '@/app/_ui/state-mark';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

export function WriteMark({ write }: { write: SecretProviderView['vaults'][number]['write'] }) {
  if (write === 'yes') return <StateMark tone="ok">Yes</StateMark>;
  if (write === 'no') return <StateMark tone="stopped">No</StateMark>;
  return <StateMark tone="neutral">Unknown</StateMark>;
}
