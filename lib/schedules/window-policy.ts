import { Temporal } from 'temporal-polyfill';

/** Minutes after midnight of the workspace's local time. */
export interface Window {
  from: number;
  /** Not later than `from`: on the next day. */
  to: number;
  /** Of the day on which it opens; 1 is Monday. Empty: every day. */
  weekdays: readonly number[];
}

export interface Span {
  startMs: number;
  endMs: number;
}

const DAY_MINUTES = 24 * 60;

/**
 * The window that is open at a moment, or else the next one to open. Local times go through the zone's rules: a time
 * that the clocks skip moves to where they jump to, one that they repeat is the first of the two.
 */
export function windowAt(window: Window, timeZone: string, atMs: number): Span {
  const today = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  // A window of yesterday may still be open, and one day in a week at least has one.
  for (let day = -1; day <= 8; day += 1) {
    const date = today.add({ days: day });
    if (window.weekdays.length > 0 && !window.weekdays.includes(date.dayOfWeek)) continue;
    const span = spanOf(window, timeZone, date);
    if (span.endMs > atMs) return span;
  }
  throw new Error('a window opens at least once a week');
}

function spanOf({ from, to }: Window, timeZone: string, date: Temporal.PlainDate): Span {
  const end = to > from ? to : to + DAY_MINUTES;
  return { startMs: momentOf(date, from, timeZone), endMs: momentOf(date, end, timeZone) };
}

function momentOf(date: Temporal.PlainDate, minutes: number, timeZone: string): number {
  const day = date.add({ days: Math.floor(minutes / DAY_MINUTES) });
  const time = Temporal.PlainTime.from({
    hour: Math.floor((minutes % DAY_MINUTES) / 60),
    minute: minutes % 60,
  });
  return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
}

/** The same local time so many days later. */
export function daysLater(atMs: number, days: number, timeZone: string): number {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  return at.add({ days }).epochMilliseconds;
}

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
