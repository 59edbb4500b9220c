export interface HourlyLimits {
  reads: number;
  writes: number;
}

/** What 1Password publishes for Business accounts, per token and hour. */
export const BUSINESS_LIMITS: HourlyLimits = { reads: 10_000, writes: 1_000 };

/** Of a Business account: all tokens together, reads and writes together. */
export const BUSINESS_DAILY_LIMIT = 50_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Window {
  startedAt: number;
  used: HourlyLimits;
}

/**
 * Counts a token's requests in windows of an hour that start with its first request. How the real service cuts its
 * windows and which requests it counts is not published; here each signed request after sign-in counts as one, and
 * a command of `op` as many as 1Password documents. All tokens share a day of the account.
 */
export class HourlyBudget {
  readonly #windows = new Map<string, Window>();
  #day = { startedAt: Number.NEGATIVE_INFINITY, used: 0 };
  dailyLimit = BUSINESS_DAILY_LIMIT;

  constructor(
    private readonly now: () => number,
    public limits: HourlyLimits,
  ) {}

  take(account: string, kind: keyof HourlyLimits): boolean {
    const { used } = this.#window(account);
    if (used[kind] >= this.limits[kind] || this.#today().used >= this.dailyLimit) return false;
    used[kind] += 1;
    this.#day.used += 1;
    return true;
  }

  used(account: string): HourlyLimits {
    return { ...this.#window(account).used };
  }

  usedToday(): number {
    return this.#today().used;
  }

  /** Seconds until the token's hour, or the account's day, starts anew; 0 when nothing of it is used. */
  resetsInSeconds(account: string): { hour: number; day: number } {
    const { startedAt, used } = this.#window(account);
    const { startedAt: dayStartedAt, used: usedToday } = this.#today();
    const left = (start: number, length: number) => Math.ceil((start + length - this.now()) / 1000);
    return {
      hour: used.reads + used.writes === 0 ? 0 : left(startedAt, HOUR_MS),
      day: usedToday === 0 ? 0 : left(dayStartedAt, DAY_MS),
    };
  }

  clear(): void {
    this.#windows.clear();
    this.#day = { startedAt: this.now(), used: 0 };
  }

  #today(): { startedAt: number; used: number } {
    if (this.now() - this.#day.startedAt >= DAY_MS) this.#day = { startedAt: this.now(), used: 0 };
    return this.#day;
  }

  #window(account: string): Window {
    const at = this.now();
    const current = this.#windows.get(account);
    if (current && at - current.startedAt < HOUR_MS) return current;
    const fresh = { startedAt: at, used: { reads: 0, writes: 0 } };
    this.#windows.set(account, fresh);
    return fresh;
  }
}
