import { expect, test } from 'vitest';
import { withholdReason } from '@/lib/sign-ins/withhold-policy';

const NOW = Date.UTC(2026, 10, 25, 12);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

test('nothing is held back where nothing was refused', () => {
  expect(withholdReason([], NOW)).toBeNull();
});

test('one refusal is enough, and the words say when and how often', () => {
  const once = withholdReason([{ code: 'INVALID_CREDENTIALS', at: minutesAgo(4) }], NOW);
  expect(once).toMatchObject({ code: 'REFUSED_LATELY' });
  expect(once?.message).toContain('refused this same password 4 minutes ago');
  const twice = [
    { code: 'INVALID_CREDENTIALS', at: minutesAgo(0) },
    { code: 'INVALID_CREDENTIALS', at: minutesAgo(4) },
  ] as const;
  expect(withholdReason(twice, NOW)?.message).toContain('2 times, last a moment ago');
});

test('a lock goes before an older refusal', () => {
  const refusals = [
    { code: 'ACCOUNT_LOCKED', at: minutesAgo(1) },
    { code: 'INVALID_CREDENTIALS', at: minutesAgo(2) },
  ] as const;
  expect(withholdReason(refusals, NOW)).toMatchObject({ code: 'LOCKED_LATELY' });
});
