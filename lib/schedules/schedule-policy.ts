import { daysLater, type Window, windowAt } from './window-policy';

export interface Plan {
  everyDays: number;
  /** Null: at any time. */
  window: Window | null;
  timeZone: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Attempts of one window are spread over its first hours, so that a hundred entries do not begin at one moment. */
const LONGEST_SPREAD_MS = 6 * HOUR_MS;
/** What an attempt needs at the end of a window, so that it is not begun right before the window closes. */
const LEAST_LEFT_MS = 15 * 60_000;

/** A day late is overdue: a worker that was restarted, or one skipped attempt, is not worth an alarm. */
const GRACE_MS = DAY_MS;

/** Days until the next attempt after one that changed nothing: what stood in the way seldom goes by itself. */
const RETRY_DAYS = [1, 2, 4, 7] as const;

/** When the first attempt after a change is due. `random` is within [0, 1). */
export function dueAfterChange(plan: Plan, changedAt: number, now: number, random: number): number {
  const wanted = daysLater(changedAt, plan.everyDays, plan.timeZone);
  return momentInWindow(plan, Math.max(wanted, now), random);
}

export function tryAfterMiss(plan: Plan, misses: number, now: number, random: number): number {
  const days = RETRY_DAYS[Math.min(misses, RETRY_DAYS.length) - 1] ?? 1;
  return momentInWindow(plan, daysLater(now, days, plan.timeZone), random);
}

/** Null when an attempt may begin now; else when. */
export function waitForWindow(plan: Plan, now: number, random: number): number | null {
  if (plan.window === null) return null;
  const span = windowAt(plan.window, plan.timeZone, now);
  if (span.startMs <= now && span.endMs - now >= LEAST_LEFT_MS) return null;
  return momentInWindow(plan, now, random);
}

export function isOverdue(schedule: { dueAt: Date; paused: boolean }, now: number): boolean {
  return !schedule.paused && now > schedule.dueAt.getTime() + GRACE_MS;
}

/** Rows that are overdue now were due before this moment. */
export function overdueBefore(now: number): Date {
  return new Date(now - GRACE_MS);
}

/** A moment not before `earliest`, inside the window if there is one. */
function momentInWindow({ window, timeZone }: Plan, earliest: number, random: number): number {
  if (window === null) return earliest + Math.floor(random * LONGEST_SPREAD_MS);
  let span = windowAt(window, timeZone, earliest);
  if (span.endMs - Math.max(span.startMs, earliest) < LEAST_LEFT_MS) {
    span = windowAt(window, timeZone, span.endMs);
  }
  const start = Math.max(span.startMs, earliest);
  const spread = Math.min(Math.max(span.endMs - start - LEAST_LEFT_MS, 0), LONGEST_SPREAD_MS);
  return start + Math.floor(random * spread);
}
