import { expect, test } from 'vitest';
import { clockState } from '@/lib/connections/clock-policy';
import { ClockSkew } from '@/lib/secrets/onepassword/clock-skew';

/** As a server that is `skewMs` ahead writes it: without the milliseconds. */
const header = (at: number, skewMs: number) => new Date(at + skewMs).toUTCString();
const NOON = Date.parse('2026-11-25T12:00:00.000Z');

test.each([-12_000, -3_000, 0, 450, 7_000])(
  'a clock %i ms off is known to within half a second',
  (skewMs) => {
    const skew = new ClockSkew();
    expect(skew.milliseconds).toBeNull();
    for (let answer = 0; answer < 5; answer += 1) {
      const sentAt = NOON + answer * 10_250;
      skew.learn(header(sentAt + 40, skewMs), sentAt, sentAt + 80);
    }
    expect(Math.abs((skew.milliseconds ?? Number.NaN) - skewMs)).toBeLessThanOrEqual(500);
  },
);

test('one answer that was under way for long, or has no date, says nothing', () => {
  const skew = new ClockSkew();
  skew.learn(header(NOON, 60_000), NOON, NOON + 2_001);
  skew.learn(null, NOON, NOON);
  skew.learn('yesterday', NOON, NOON);
  expect(skew.milliseconds).toBeNull();
});

test('two seconds are warned of, and beyond ten no codes are handed out', () => {
  expect([0, 2_000, -2_001, 10_000, -10_001].map(clockState)).toEqual(['ok', 'ok', 'off', 'off', 'unusable']);
});
