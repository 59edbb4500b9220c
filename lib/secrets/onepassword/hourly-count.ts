import type { Clock } from '@/lib/kernel/clock';
import type { RateBudget } from '@/lib/secrets/provider';

export interface HourlyLimits {
  reads: number;
  writes: number;
}

/**
 * What 1Password publishes for all plans but Business (10,000 and 1,000): which plan an account has cannot be asked,
 * and too low an estimate only warns early.
 */
export const LOWEST_PUBLISHED_LIMITS: HourlyLimits = { reads: 1_000, writes: 100 };

const HOUR_MS = 3_600_000;

type Window = RateBudget['hour'];

/** What 1Password itself says. */
export interface HourlyReport {
  reads: Window;
  writes: Window;
  day: Window | null;
}

/**
 * Our own count of a token's requests. Alone it knows nothing of other users of the same token, nor of the daily limit
 * that all tokens of an account share; a report of 1Password corrects it. A refusal does not: it may be a short one,
 * and whoever asks has to try again to learn that it is over. The hour starts with its first request, as
 * 1Password's does.
 */
export class HourlyCount {
  #reads: Window;
  #writes: Window;
  #day: Window | null = null;
  #source: RateBudget['source'] = 'counted';

  constructor(
    private readonly clock: Clock,
    limits: HourlyLimits,
  ) {
    this.#reads = { used: 0, limit: limits.reads, resetsAt: 0 };
    this.#writes = { used: 0, limit: limits.writes, resetsAt: 0 };
  }

  add({ reads, writes }: HourlyLimits): void {
    this.#turn();
    this.#reads.used += reads;
    this.#writes.used += writes;
    if (this.#day) this.#day.used += reads + writes;
  }

  correct(report: HourlyReport): void {
    this.#reads = { ...report.reads };
    this.#writes = { ...report.writes };
    this.#day = report.day && { ...report.day };
    this.#source = 'reported';
    this.#turn();
  }

  budget(): RateBudget {
    this.#turn();
    return {
      hour: { ...this.#reads },
      hourlyWrites: { ...this.#writes },
      day: this.#day && { ...this.#day },
      source: this.#source,
    };
  }

  #turn(): void {
    const now = this.clock.now();
    for (const window of [this.#reads, this.#writes]) {
      if (now < window.resetsAt) continue;
      window.used = 0;
      window.resetsAt = now + HOUR_MS;
    }
    // When the next day of an account begins is not ours to say: without a new report it is not known.
    if (this.#day && now >= this.#day.resetsAt) this.#day = null;
  }
}
