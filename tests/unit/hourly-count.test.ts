import { describe, expect, it } from 'vitest';
import { rateLimitReportSchema, toHourlyReport } from '@/lib/secrets/onepassword/cli/rate-limit-report';
import { HourlyCount } from '@/lib/secrets/onepassword/hourly-count';
import { ManualClock } from '../support/manual-clock';

const HOUR_MS = 3_600_000;
const LIMITS = { reads: 1_000, writes: 100 };
/** As `op service-account ratelimit` prints it. */
const REPORT = rateLimitReportSchema.parse([
  { type: 'token', action: 'write', limit: 1000, used: 0, remaining: 1000, reset: 0 },
  { type: 'token', action: 'read', limit: 10000, used: 4, remaining: 9996, reset: 3301 },
  { type: 'account', action: 'read_write', limit: 50000, used: 22, remaining: 49978, reset: 80412 },
]);

describe('the count of a token', () => {
  it('starts its hour with the first request and anew after it', () => {
    const clock = new ManualClock(10_000_000);
    const count = new HourlyCount(clock, LIMITS);
    count.add({ reads: 2, writes: 1 });
    clock.advance(HOUR_MS - 1);
    expect(count.budget()).toMatchObject({
      hour: { used: 2, limit: 1_000, resetsAt: 10_000_000 + HOUR_MS },
      hourlyWrites: { used: 1, limit: 100 },
      day: null,
      source: 'counted',
    });
    clock.advance(1);
    expect(count.budget().hour.used).toBe(0);
  });

  it('is corrected by a report, and goes on from there until each window ends', () => {
    const clock = new ManualClock(10_000_000);
    const count = new HourlyCount(clock, LIMITS);
    count.add({ reads: 900, writes: 0 });
    const report = toHourlyReport(REPORT, clock.now());
    if (report) count.correct(report);
    count.add({ reads: 3, writes: 1 });
    expect(count.budget()).toEqual({
      hour: { used: 7, limit: 10_000, resetsAt: 10_000_000 + 3_301_000 },
      hourlyWrites: { used: 1, limit: 1_000, resetsAt: 10_000_000 + HOUR_MS },
      day: { used: 26, limit: 50_000, resetsAt: 10_000_000 + 80_412_000 },
      source: 'reported',
    });
    clock.advance(3_301_000);
    expect([count.budget().hour.used, count.budget().hourlyWrites?.used]).toEqual([0, 1]);
    clock.advance(80_412_000);
    expect(count.budget().day).toBeNull();
  });

  it('is not corrected by half a report', () => {
    expect(toHourlyReport(REPORT.slice(1), 0)).toBeUndefined();
    expect(toHourlyReport(REPORT.slice(0, 2), 0)?.day).toBeNull();
  });
});
