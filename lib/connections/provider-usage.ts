import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import type { RateBudget } from '@/lib/secrets/provider';
import type { ProviderRegistry } from './provider-registry';

export const BUCKET_MS = 10 * 60_000;
export const HOUR_MS = 3_600_000;

interface Seen {
  reads: number;
  writes: number;
  readsReset: number;
  writesReset: number;
}

/**
 * Adds what this process's providers have counted to the buckets that all processes share. Called every few seconds:
 * a crash loses a few seconds of counting, which the reserve for write-backs is larger than.
 */
export class UsageRecorder {
  readonly #seen = new Map<string, Seen>();
  readonly #hour = new Map<string, number>();

  constructor(private readonly deps: { db: Database; clock: Clock; providers: ProviderRegistry }) {}

  /** Reads of the last hour by all processes, as of the last recording. */
  readsThisHour(connectionId: string): number {
    return this.#hour.get(connectionId) ?? 0;
  }

  async record(): Promise<void> {
    for (const { workspaceId, connectionId, budget } of await this.deps.providers.budgets()) {
      const counted = this.#since(connectionId, budget);
      if (counted.reads + counted.writes > 0) await this.#add(workspaceId, connectionId, counted);
      this.#hour.set(connectionId, await this.#sumOfHour(workspaceId, connectionId));
    }
  }

  async #add(
    workspaceId: string,
    connectionId: string,
    { reads, writes }: { reads: number; writes: number },
  ): Promise<void> {
    const { db, clock } = this.deps;
    const bucket = new Date(Math.floor(clock.now() / BUCKET_MS) * BUCKET_MS);
    // The connection may have been removed meanwhile: then there is nothing to add to.
    await db.withWorkspace(
      workspaceId,
      (tx) => tx.$executeRaw`
        insert into provider_usage (workspace_id, provider_id, bucket, reads, writes)
        select ${workspaceId}::uuid, id, ${bucket}, ${reads}, ${writes} from secret_provider
         where workspace_id = ${workspaceId}::uuid and id = ${connectionId}::uuid
        on conflict (workspace_id, provider_id, bucket)
        do update set reads = provider_usage.reads + excluded.reads, writes = provider_usage.writes + excluded.writes`,
    );
  }

  async #sumOfHour(workspaceId: string, providerId: string): Promise<number> {
    const since = new Date(this.deps.clock.now() - HOUR_MS);
    const sum = await this.deps.db.withWorkspace(workspaceId, (tx) =>
      tx.providerUsage.aggregate({
        where: { workspaceId, providerId, bucket: { gt: since } },
        _sum: { reads: true },
      }),
    );
    return sum._sum.reads ?? 0;
  }

  /** A provider counts per hour of its own; when that hour is over its count starts anew. */
  #since(connectionId: string, budget: RateBudget): { reads: number; writes: number } {
    const now: Seen = {
      reads: budget.hour.used,
      writes: budget.hourlyWrites?.used ?? 0,
      readsReset: budget.hour.resetsAt,
      writesReset: budget.hourlyWrites?.resetsAt ?? 0,
    };
    const before = this.#seen.get(connectionId);
    this.#seen.set(connectionId, now);
    const grown = (current: number, former: number | undefined, sameHour: boolean) =>
      sameHour && former !== undefined && current >= former ? current - former : current;
    return {
      reads: grown(now.reads, before?.reads, before?.readsReset === now.readsReset),
      writes: grown(now.writes, before?.writes, before?.writesReset === now.writesReset),
    };
  }
}
