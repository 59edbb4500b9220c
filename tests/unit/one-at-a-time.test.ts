import { expect, test } from 'vitest';
import { oneAtATime } from '@/lib/http/one-at-a-time';

const CODE = 'audit_verification_under_way';

test('work of one workspace is refused while there is some under way, and taken again when that has ended', async () => {
  const alone = oneAtATime(CODE);
  let finish = (): void => {};
  const first = alone('a', () => new Promise<string>((resolve) => (finish = () => resolve('first'))));
  await expect(alone('a', async () => 'second')).rejects.toMatchObject({
    code: CODE,
    retryable: true,
    details: { extra: { retry_after_seconds: 5 } },
  });
  expect(await alone('b', async () => 'of another workspace')).toBe('of another workspace');
  finish();
  expect(await first).toBe('first');
  expect(await alone('a', async () => 'third')).toBe('third');
});

test('work that fails leaves the way free', async () => {
  const alone = oneAtATime(CODE);
  await expect(alone('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await alone('a', async () => 'next')).toBe('next');
});
