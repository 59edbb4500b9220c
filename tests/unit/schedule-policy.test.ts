import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueAfterChange,
  isOverdue,
  type Plan,
  tryAfterMiss,
  waitForWindow,
} from '@/lib/schedules/schedule-policy';
import { isTimeZone, type Window, windowAt } from '@/lib/schedules/window-policy';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);
const night: Window = { from: 22 * 60, to: 4 * 60, weekdays: [] };

const shown = (span: { startMs: number; endMs: number }) => [
  new Date(span.startMs).toISOString(),
  new Date(span.endMs).toISOString(),
];

describe('a window in local time', () => {
  test('that goes over midnight is still open in the early morning', () => {
    expect(shown(windowAt(night, 'Europe/Berlin', at('2026-11-25T02:00:00Z')))).toEqual([
      '2026-11-24T21:00:00.000Z',
      '2026-11-25T03:00:00.000Z',
    ]);
  });

  test('opens on its weekdays only, by the day on which it opens', () => {
    const saturdays = { ...night, weekdays: [6] };
    expect(shown(windowAt(saturdays, 'UTC', at('2026-11-25T12:00:00Z')))[0]).toBe('2026-11-28T22:00:00.000Z');
    // Sunday morning belongs to the window that opened on Saturday.
    expect(shown(windowAt(saturdays, 'UTC', at('2026-11-29T01:00:00Z')))[0]).toBe('2026-11-28T22:00:00.000Z');
    expect(shown(windowAt(saturdays, 'UTC', at('2026-11-29T05:00:00Z')))[0]).toBe('2026-12-05T22:00:00.000Z');
  });

  test('keeps its local hours when the clocks change', () => {
    const morning = { from: 2 * 60, to: 4 * 60, weekdays: [] };
    expect(shown(windowAt(morning, 'Europe/Berlin', at('2026-10-24T12:00:00Z')))).toEqual([
      // The clocks show two o'clock twice in this night: the window is an hour longer.
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T03:00:00.000Z',
    ]);
    expect(shown(windowAt(morning, 'Europe/Berlin', at('2027-03-27T12:00:00Z')))).toEqual([
      // They skip it in this one.
      '2027-03-28T01:00:00.000Z',
      '2027-03-28T02:00:00.000Z',
    ]);
  });
});

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham');
const windows = fc
  .record({
    from: fc.integer({ min: 0, max: 1439 }),
    length: fc.integer({ min: 30, max: 1439 }),
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
  })
  .map(({ from, length, weekdays }) => ({ from, to: (from + length) % 1440, weekdays }));
const plans: fc.Arbitrary<Plan> = fc.record({
  everyDays: fc.integer({ min: 1, max: 365 }),
  window: fc.option(windows),
  timeZone: zones,
});
const moments = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('whatever the plan, the zone and the moment: an attempt begins inside its window and never before its day', () => {
  fc.assert(
    fc.property(plans, moments, randoms, (plan, changed, random) => {
      const due = dueAfterChange(plan, changed, changed, random);
      expect(due).toBeGreaterThanOrEqual(changed + plan.everyDays * DAY - HOUR);
      expect(due).toBeLessThanOrEqual(changed + (plan.everyDays + 9) * DAY);
      if (plan.window === null) return;
      const span = windowAt(plan.window, plan.timeZone, due);
      expect(span.startMs).toBeLessThanOrEqual(due);
      expect(due).toBeLessThan(span.endMs);
    }),
    { numRuns: 400 },
  );
});

test('waiting for the window always comes to a moment at which there is nothing to wait for', () => {
  fc.assert(
    fc.property(plans, moments, randoms, (plan, now, random) => {
      let moment = now;
      for (let turn = 0; turn < 4; turn += 1) {
        const later = waitForWindow(plan, moment, random);
        if (later === null) return;
        expect(later).toBeGreaterThan(moment);
        moment = later;
      }
      throw new Error('still waiting');
    }),
    { numRuns: 400 },
  );
});

test('attempts of one window are spread over it', () => {
  const plan: Plan = { everyDays: 30, window: night, timeZone: 'UTC' };
  const changed = at('2026-11-01T12:00:00Z');
  const early = dueAfterChange(plan, changed, changed, 0);
  const late = dueAfterChange(plan, changed, changed, 0.999);
  expect(new Date(early).toISOString()).toBe('2026-12-01T22:00:00.000Z');
  expect((late - early) / HOUR).toBeGreaterThan(5);
});

test('after an attempt that changed nothing the pause grows from a day to a week', () => {
  const plan: Plan = { everyDays: 30, window: null, timeZone: 'UTC' };
  const now = at('2026-11-01T12:00:00Z');
  const pauses = [1, 2, 3, 4, 9].map((misses) => (tryAfterMiss(plan, misses, now, 0) - now) / DAY);
  expect(pauses).toEqual([1, 2, 4, 7, 7]);
});

test('an attempt is not begun in the last quarter of an hour of its window', () => {
  const plan: Plan = { everyDays: 1, window: night, timeZone: 'UTC' };
  expect(waitForWindow(plan, at('2026-11-25T03:30:00Z'), 0)).toBeNull();
  const later = waitForWindow(plan, at('2026-11-25T03:50:00Z'), 0);
  expect(new Date(later ?? 0).toISOString()).toBe('2026-11-25T22:00:00.000Z');
});

test('a day after its date a schedule is overdue, unless it is paused', () => {
  const dueAt = new Date('2026-11-25T00:00:00Z');
  expect(isOverdue({ dueAt, paused: false }, dueAt.getTime() + DAY)).toBe(false);
  expect(isOverdue({ dueAt, paused: false }, dueAt.getTime() + DAY + 1)).toBe(true);
  expect(isOverdue({ dueAt, paused: true }, dueAt.getTime() + 9 * DAY)).toBe(false);
});

test('names of time zones are told from other texts', () => {
  expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].map(isTimeZone)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['', 'Berlin', 'Europe/Nowhere', '+02:00', '../etc'].map(isTimeZone)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});
