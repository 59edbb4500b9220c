export interface HourlyLimits {
  reads: number;
  writes: number;
}

/** What 1Password publishes for Business accounts, per token and hour. */
export const BUSINESS_LIMITS: HourlyLimits = { reads: 10_000, writes: 1_000 };

const HOUR_MS = 3_600_000;

interface Window {
  startedAt: number;
  used: HourlyLimits;
}

/**
 * Counts a token's requests in windows of an hour that start with its first request. How the real service cuts its
 * windows and which requests it counts is not published; here each signed request after sign-in counts as one.
 */
export class HourlyBudget {
  readonly #windows = new Map<string, Window>();

  constructor(
    private readonly now: () => number,
    public limits: HourlyLimits,
  ) {}

  take(account: string, kind: keyof HourlyLimits): boolean {
    const { used } = this.#window(account);
    if (used[kind] >= this.limits[kind]) return false;
    used[kind] += 1;
    return true;
  }

  used(account: string): HourlyLimits {
    return { ...this.#window(account).used };
  }

  clear(): void {
    this.#windows.clear();
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
