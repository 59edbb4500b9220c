import { StateMark } from '@/app/_ui/state-mark';
import { RUN_STATUS_WORDS } from '@/app/_words/run-status';
import type { RunStatus } from '@/lib/contract/run';

export function RunStatusMark({ status }: { status: RunStatus }) {
  const { tone, label } = RUN_STATUS_WORDS[status];
  return <StateMark tone={tone}>{label}</StateMark>;
}
