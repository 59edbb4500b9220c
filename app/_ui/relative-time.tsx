'use client';

import { useSyncExternalStore } from 'react';
import { Tooltip } from './tooltip';

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** "3 minutes ago", kept fresh; the exact time in the viewer's zone on hover and focus. */
export function RelativeTime({ at }: { at: string }) {
  const now = useSyncExternalStore(subscribeToTicks, currentTick, () => null);
  const date = new Date(at);
  // Servers do not know the viewer's zone: until the page is alive the plain date stands in.
  if (now === null) return <time dateTime={at}>{at.slice(0, 10)}</time>;
  return (
    <Tooltip content={exact.format(date)}>
      <time dateTime={at} className="relative z-1 whitespace-nowrap">
        {relativeWords(date.getTime(), now)}
      </time>
    </Tooltip>
  );
}

const clockTime = new Intl.DateTimeFormat('en', { timeStyle: 'short' });

/** The time of day in the viewer's zone, once the page is alive to know it. */
export function ClockTime({ at }: { at: string }) {
  const alive = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  return <time dateTime={at}>{alive ? clockTime.format(new Date(at)) : `${at.slice(11, 16)} UTC`}</time>;
}

export function relativeWords(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

const TICK_MILLISECONDS = 15_000;

function subscribeToTicks(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MILLISECONDS);
  return () => clearInterval(timer);
}

/** Stable within a tick, as useSyncExternalStore asks of a snapshot. */
function currentTick(): number {
  return Math.floor(Date.now() / TICK_MILLISECONDS + 1) * TICK_MILLISECONDS;
}
