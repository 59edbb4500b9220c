import { z } from 'zod';
import type { HourlyReport } from '../hourly-count';

/** `op service-account ratelimit --format json`; `reset` in seconds, 0 for a window that has not begun. */
export const rateLimitReportSchema = z.array(
  z.object({
    type: z.string(),
    action: z.string(),
    limit: z.number(),
    used: z.number(),
    reset: z.number(),
  }),
);
export type RateLimitReport = z.infer<typeof rateLimitReportSchema>;

/** Pure. Undefined when the report lacks the token's rows. */
export function toHourlyReport(report: RateLimitReport, nowMs: number): HourlyReport | undefined {
  const windowOf = (type: string, action: string) => {
    const row = report.find((one) => one.type === type && one.action === action);
    return row && { used: row.used, limit: row.limit, resetsAt: nowMs + row.reset * 1000 };
  };
  const reads = windowOf('token', 'read');
  const writes = windowOf('token', 'write');
  return reads && writes && { reads, writes, day: windowOf('account', 'read_write') ?? null };
}
