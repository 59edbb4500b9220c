import { describe, expect, test } from 'vitest';
import { interval } from '@/lib/contract/interval';
import { parseInterval } from '@/lib/kernel/interval';

describe('an interval as PostgreSQL prints it', () => {
  test.each([
    ['01:30:00', 5400],
    ['00:00:01', 1],
    ['100:00', 360_000],
    ['00:00:00.5', 0.5],
    ['7 days', 604_800],
    ['7 days 00:00:00', 604_800],
    ['1 day 02:03:04', 93_784],
    ['1 mon 2 days', 2_764_800],
    ['1 year', 31_557_600],
    ['90 minutes', 5400],
    ['2 Weeks', 1_209_600],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseInterval(text)).toEqual({ ok: true, seconds });
  });
});

describe('what is no interval is refused at the character that is wrong', () => {
  test.each([
    ['', 0],
    ['   ', 0],
    ['soon', 0],
    ['7', 1],
    ['7 fortnights', 2],
    ['7days', 0],
    ['-1 day', 0],
    ['1 day ago', 6],
    ['01:60:00', 0],
    ['01:00:00 1 day', 9],
    ['P7D', 0],
    ['0 days', 0],
    ['1 constructor', 2],
    ['1 '.repeat(60), 100],
  ])('%s at %d', (text, position) => {
    expect(parseInterval(text)).toMatchObject({ ok: false, position });
  });

  test('and the schema says so with a code of its own', () => {
    const issue = interval.safeParse('7 fortnights').error?.issues[0];
    expect(issue).toMatchObject({ params: { problem: 'interval_invalid' } });
    expect(issue?.message).toMatch(/^At character 3: /);
  });
});
