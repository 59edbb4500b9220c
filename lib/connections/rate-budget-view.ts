import type { z } from 'zod';
import type { rateBudget } from '@/lib/contract/secret-provider';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { type ConnectionSettings, PLAN_LIMITS } from './connection-settings';
import { BUCKET_MS, HOUR_MS } from './provider-usage';

type RateBudgetView = z.infer<typeof rateBudget>;

const DAY_MS = 24 * HOUR_MS;

export interface UsageBucket {
  providerId: string;
  bucket: Date;
  reads: number;
  writes: number;
}

/** The buckets of the last day. */
export async function readUsage(
  tx: WorkspaceTransaction,
  workspaceId: string,
  now: number,
): Promise<UsageBucket[]> {
  return tx.providerUsage.findMany({ where: { workspaceId, bucket: { gt: new Date(now - DAY_MS) } } });
}

/**
 * Used and left, over the last hour and day as our buckets know them. 1Password's own windows start at their first
 * call, so ours can be off by the length of a bucket. Null for Connect (no limit) and a person's own account.
 */
export function rateBudgetOf(
  mode: string,
  settings: ConnectionSettings,
  usage: readonly UsageBucket[],
  now: number,
): RateBudgetView | null {
  if (mode === 'connect' || settings.account !== null) return null;
  const limits = PLAN_LIMITS[settings.plan];
  const hour = usage.filter(({ bucket }) => bucket.getTime() > now - HOUR_MS);
  const reads = sum(hour, 'reads');
  return {
    hour: { used: reads, limit: limits.hour, resets_at: resetsAt(hour, HOUR_MS, now) },
    hourly_writes: {
      used: sum(hour, 'writes'),
      limit: limits.hourlyWrites,
      resets_at: resetsAt(hour, HOUR_MS, now),
    },
    day: {
      used: sum(usage, 'reads') + sum(usage, 'writes'),
      limit: limits.day,
      resets_at: resetsAt(usage, DAY_MS, now),
    },
    exhausted_at: exhaustedAt(usage, limits.hour - reads, now),
  };
}

function sum(buckets: readonly UsageBucket[], what: 'reads' | 'writes'): number {
  return buckets.reduce((total, bucket) => total + bucket[what], 0);
}

/** When the oldest call that still counts stops counting. */
function resetsAt(buckets: readonly UsageBucket[], windowMs: number, now: number): string {
  const oldest = Math.min(now, ...buckets.map(({ bucket }) => bucket.getTime()));
  return new Date(oldest + windowMs).toISOString();
}

/** The pace of the newest bucket, carried on: a warning, not a promise. Null when the hour ends sooner. */
function exhaustedAt(usage: readonly UsageBucket[], left: number, now: number): string | null {
  const start = Math.floor(now / BUCKET_MS) * BUCKET_MS;
  const newest = usage.filter(({ bucket }) => bucket.getTime() >= start - BUCKET_MS);
  const span = now - (start - BUCKET_MS);
  const perMs = sum(newest, 'reads') / span;
  if (perMs === 0) return null;
  const at = now + Math.max(left, 0) / perMs;
  return at < now + HOUR_MS ? new Date(at).toISOString() : null;
}
