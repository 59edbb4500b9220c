import type { CLOCK_STATES } from '@/lib/contract/secret-provider';

export type ClockState = (typeof CLOCK_STATES)[number];

/** Sites allow a code some seconds; beyond these, one in ten is refused by those that allow none. */
const OFF_MS = 2_000;
/** A third of a code's life: what is handed out would be of another step too often. */
const UNUSABLE_MS = 10_000;

export function clockState(skewMs: number): ClockState {
  const distance = Math.abs(skewMs);
  if (distance > UNUSABLE_MS) return 'unusable';
  return distance > OFF_MS ? 'off' : 'ok';
}
