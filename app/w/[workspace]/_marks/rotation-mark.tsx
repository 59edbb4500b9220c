import { StateMark } from '@/app/_ui/state-mark';
import { ROTATION_STATE_WORDS } from '@/app/_words/rotation';
import type { VisibleState } from '@/lib/contract/rotation-state';

export function RotationMark({ state }: { state: VisibleState }) {
  const { tone, label } = ROTATION_STATE_WORDS[state];
  return <StateMark tone={tone}>{label}</StateMark>;
}
