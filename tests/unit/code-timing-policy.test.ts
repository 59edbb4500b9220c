import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeTiming, waitForStep } from '@/lib/resolver/code-timing-policy';

const calm = { periodMs: 30_000, skewMs: 0, lifeLeftMs: 8_000, careful: false };
const START = 1_800_000_000_000 - (1_800_000_000_000 % 30_000);

describe('a code is handed out', () => {
  test.each<[string, number, number, number]>([
    ['at once in a step that nobody used', START + 5_000, START / 30_000 - 1, 0],
    ['not in the first second of a step', START + 200, START / 30_000 - 1, 800],
    ['in the next step when too little is left of this one', START + 22_001, START / 30_000 - 1, 8_999],
    ['in the next step when this one was used', START + 5_000, START / 30_000, 26_000],
    [
      'after the step that was used last, should its clock have been ahead',
      START + 29_000,
      START / 30_000 + 1,
      32_000,
    ],
    ['in the next step when the ledger is of another age', START + 5_000, START / 30_000 + 2_880, 26_000],
  ])('%s', (_when, now, lastUsed, wait) => {
    expect(waitForStep(now, 30_000, lastUsed, codeTiming(calm))).toBe(wait);
  });

  test('never with less life than asked for, never of a used step, in the step that both clocks are in', () => {
    const moments = fc.record({
      now: fc.integer({ min: START, max: START + 600_000 }),
      period: fc.constantFrom(15, 30, 60, 90),
      skewMs: fc.integer({ min: -9_000, max: 9_000 }),
      lifeLeftMs: fc.integer({ min: 0, max: 14_000 }),
      careful: fc.boolean(),
      usedBefore: fc.integer({ min: -1, max: 5 }),
    });
    fc.assert(
      fc.property(moments, ({ now, period, skewMs, lifeLeftMs, careful, usedBefore }) => {
        const periodMs = period * 1000;
        const timing = codeTiming({ periodMs, skewMs, lifeLeftMs, careful });
        const lastUsed = Math.floor(now / periodMs) - usedBefore;
        const wait = waitForStep(now, periodMs, lastUsed, timing);
        const at = now + wait;
        const step = Math.floor(at / periodMs);
        expect(wait).toBeGreaterThanOrEqual(0);
        if (lastUsed <= Math.floor(now / periodMs) + 1) expect(step).toBeGreaterThan(lastUsed);
        expect(waitForStep(at, periodMs, lastUsed, timing)).toBe(0);
        if (periodMs < 30_000) return;
        expect((step + 1) * periodMs - at).toBeGreaterThanOrEqual(lifeLeftMs);
        // `at` is their time; ours is behind it by the skew.
        expect(Math.floor((at - skewMs) / periodMs)).toBe(step);
      }),
      { numRuns: 2_000 },
    );
  });

  test('after a refusal in the middle of a step, which is the same step for a clock five seconds off', () => {
    const timing = codeTiming({ ...calm, careful: true });
    for (let into = 0; into < 30_000; into += 100) {
      const at = START + into + waitForStep(START + into, 30_000, START / 30_000 - 1, timing);
      const steps = [-5_000, 0, 5_000].map((off) => Math.floor((at + off) / 30_000));
      expect(new Set(steps).size).toBe(1);
    }
  });
});
