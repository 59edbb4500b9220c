import type { Clock } from '@/lib/kernel/clock';
import type { RateBudget } from '@/lib/secrets/provider';
import { HourlyCount, type HourlyLimits } from '../hourly-count';
import type { SdkMethod } from './sdk-thread-main';

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

/** What the calls of the SDK cost, which has no meter: a count of our own. */
export class RateCounter {
  readonly #count: HourlyCount;
  #keysLoaded = false;
  /** All vaults that are visible: their keys come with the list. */
  #vaultsListed = false;
  readonly #vaultsOpened = new Set<string>();

  constructor(clock: Clock, limits: HourlyLimits) {
    this.#count = new HourlyCount(clock, limits);
  }

  /** `vaultId` for calls on one vault: the first one of a client may also fetch the vault's key. */
  count(method: SdkMethod, vaultId?: string): void {
    const { reads, writes } = REQUESTS[method];
    this.#count.add({ reads: reads + this.#keyRequests(method, vaultId), writes });
  }

  /** A new client has no keys yet. */
  clientReplaced(): void {
    this.#keysLoaded = false;
    this.#vaultsListed = false;
    this.#vaultsOpened.clear();
  }

  budget(): RateBudget {
    return this.#count.budget();
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
