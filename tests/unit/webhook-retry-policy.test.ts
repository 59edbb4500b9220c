import { expect, test } from 'vitest';
import { pauseAfter } from '@/lib/webhooks/retry-policy';

test('pauses grow from seconds to hours, and there is an end', () => {
  const pauses = [1, 2, 3, 4, 5, 6].map((attempts) => pauseAfter(attempts, 500, 0.5) ?? 0);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses[0]).toBe(10_000);
  expect(pauses.at(-1)).toBe(6 * 3_600_000);
  expect(pauseAfter(7, 500, 0.5)).toBeNull();
});

test('messages that failed together are spread by a fifth to either side', () => {
  expect([pauseAfter(1, null, 0), pauseAfter(1, null, 1)]).toEqual([8_000, 12_000]);
});

test('a receiver that is gone is not asked again', () => {
  expect(pauseAfter(1, 410, 0.5)).toBeNull();
});
