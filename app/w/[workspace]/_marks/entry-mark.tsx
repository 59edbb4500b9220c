import { StateMark } from '@/app/_ui/state-mark';
import type { VaultEntryView } from '@/lib/contract/vault-entry';

export function EntryMark({ entry }: { entry: VaultEntryView }) {
  if (entry.secret_provider?.status === 'disabled') {
    return <StateMark tone="stopped">Connection disabled</StateMark>;
  }
  const [first, ...others] = entry.warnings;
  if (!first) return <StateMark tone="ok">Ready</StateMark>;
  return (
    <StateMark tone="attention">{others.length ? `${others.length + 1} warnings` : 'Warning'}</StateMark>
  );
}
