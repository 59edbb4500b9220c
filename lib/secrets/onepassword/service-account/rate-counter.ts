import type { Clock } from '@/lib/kernel/clock';
import type { RateBudget } from '@/lib/secrets/provider';
import type { SdkMethod } from './sdk-thread-main';

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

/** Requests per call once the keys are loaded, counted on the wire of SDK 0.5.0. */
const REQUESTS: Readonly<Record<SdkMethod, HourlyLimits>> = {
  'vaults.list': { reads: 1, writes: 0 },
  'vaults.get': { reads: 1, writes: 0 },
  'items.list': { reads: 1, writes: 0 },
  'items.get': { reads: 1, writes: 0 },
  'items.getAll': { reads: 1, writes: 0 },
  'items.put': { reads: 2, writes: 1 },
  'items.create': { reads: 1, writes: 1 },
  'items.delete': { reads: 2, writes: 1 },
  'secrets.resolve': { reads: 1, writes: 0 },
};

/**
 * Our own count of a token's requests: the SDK has no meter. It knows nothing of other users of the same token, nor of
 * the daily limit that all tokens of an account share. The hour starts with its first request, as 1Password's does.
 */
export class RateCounter {
  #startedAt = Number.NEGATIVE_INFINITY;
  #used: HourlyLimits = { reads: 0, writes: 0 };
  #keysLoaded = false;
  /** All vaults that are visible: their keys come with the list. */
  #vaultsListed = false;
  readonly #vaultsOpened = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: HourlyLimits,
  ) {}

  /** `vaultId` for calls on one vault: the first one of a client may also fetch the vault's key. */
  count(method: SdkMethod, vaultId?: string): void {
    this.#turnHour();
    const { reads, writes } = REQUESTS[method];
    this.#used.reads += reads + this.#keyRequests(method, vaultId);
    this.#used.writes += writes;
  }

  /** A new client has no keys yet. */
  clientReplaced(): void {
    this.#keysLoaded = false;
    this.#vaultsListed = false;
    this.#vaultsOpened.clear();
  }

  /** 1Password knows better than our count. */
  limitReached(): void {
    this.#turnHour();
    this.#used.reads = Math.max(this.#used.reads, this.limits.reads);
  }

  budget(): RateBudget {
    this.#turnHour();
    const resetsAt = this.#startedAt + HOUR_MS;
    return {
      hour: { used: this.#used.reads, limit: this.limits.reads, resetsAt },
      hourlyWrites: { used: this.#used.writes, limit: this.limits.writes, resetsAt },
      day: null,
      source: 'counted',
    };
  }

  #turnHour(): void {
    const now = this.clock.now();
    if (now - this.#startedAt < HOUR_MS) return;
    this.#startedAt = now;
    this.#used = { reads: 0, writes: 0 };
  }

  #keyRequests(method: SdkMethod, vaultId: string | undefined): number {
    const keysets = this.#keysLoaded ? 0 : 1;
    this.#keysLoaded = true;
    if (method === 'vaults.list') this.#vaultsListed = true;
    if (vaultId === undefined || this.#vaultsListed || this.#vaultsOpened.has(vaultId)) return keysets;
    this.#vaultsOpened.add(vaultId);
    return keysets + (READS_VAULT_ANYWAY.has(method) ? 0 : 1);
  }
}

const READS_VAULT_ANYWAY: ReadonlySet<SdkMethod> = new Set(['vaults.get', 'items.create']);
