import { z } from 'zod';
import { PROVIDER_PLANS } from '@/lib/contract/secret-provider';

/** What a mode needs besides the token, and is no secret. Kept as JSON on the connection's row. */
export const connectionSettings = z.object({
  baseUrl: z.string().nullable().default(null),
  caPem: z.string().nullable().default(null),
  tokenEnv: z.string().nullable().default(null),
  account: z.string().nullable().default(null),
  plan: z.enum(PROVIDER_PLANS).default('other'),
});
export type ConnectionSettings = z.infer<typeof connectionSettings>;

/**
 * Calls an hour and a day. Published at developer.1password.com, service accounts, rate limits: reads and writes per
 * token and hour, both together per account and day.
 */
export const PLAN_LIMITS = {
  business: { hour: 10_000, hourlyWrites: 1_000, day: 50_000 },
  teams: { hour: 1_000, hourlyWrites: 100, day: 5_000 },
  other: { hour: 1_000, hourlyWrites: 100, day: 1_000 },
} as const satisfies Record<ConnectionSettings['plan'], { hour: number; hourlyWrites: number; day: number }>;
