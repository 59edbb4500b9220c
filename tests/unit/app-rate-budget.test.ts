import { describe, expect, it } from 'vitest';
import { budgetLine, budgetState, meterState, metersOf } from '@/app/_words/rate-budget';
import { rateBudget } from '@/lib/contract/secret-provider';

const meter = (used: number, limit: number) => ({ used, limit, resets_at: '2031-01-01T01:00:00.000Z' });
const budget = (change: object) =>
  rateBudget.parse({ hour: meter(420, 1000), hourly_writes: null, day: null, exhausted_at: null, ...change });

describe('the rate budget in words', () => {
  it('says how many reads of this hour are used', () => {
    expect(budgetLine(budget({}))).toBe('420 of 1,000 reads this hour');
  });

  it('says that a backend without limits has none', () => {
    expect(budgetLine(null)).toBe('No rate limit');
  });

  it('names another meter only when that one runs low', () => {
    expect(budgetLine(budget({ day: meter(10, 50_000) }))).not.toContain('today');
    expect(budgetLine(budget({ day: meter(49_000, 50_000) }))).toContain('49,000 of 50,000');
  });

  it('warns from four fifths on, and says when nothing is left', () => {
    expect([799, 800, 999, 1000, 1200].map((used) => meterState(meter(used, 1000)))).toEqual([
      'plenty',
      'low',
      'low',
      'used_up',
      'used_up',
    ]);
  });

  it('is as bad as its worst meter', () => {
    expect(budgetState(budget({}))).toBe('plenty');
    expect(budgetState(budget({ hourly_writes: meter(90, 100) }))).toBe('low');
    expect(budgetState(budget({ hourly_writes: meter(90, 100), day: meter(5000, 5000) }))).toBe('used_up');
  });

  it('shows a meter for each limit there is', () => {
    expect(metersOf(budget({})).map(({ name }) => name)).toEqual(['Reads this hour']);
    expect(metersOf(budget({ hourly_writes: meter(0, 100), day: meter(0, 1000) }))).toHaveLength(3);
  });
});
