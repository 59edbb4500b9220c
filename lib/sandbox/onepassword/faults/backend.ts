/** The three ways to ask 1Password, in the spelling of the control API and of its log. */
export const BACKENDS = ['service_account', 'connect', 'cli'] as const;
export type Backend = (typeof BACKENDS)[number];

export interface BackendPace {
  /** Added to every answer. */
  latencyMs: number;
  /** For how long after a write this backend still shows what was there before it. */
  readLagMs: number;
}

const FAST: BackendPace = { latencyMs: 0, readLagMs: 0 };

/** How slow each backend is made to be. */
export class Paces {
  readonly #paces = new Map<Backend, BackendPace>();

  of(backend: Backend): BackendPace {
    return this.#paces.get(backend) ?? FAST;
  }

  set(backend: Backend, pace: BackendPace): void {
    this.#paces.set(backend, pace);
  }

  /** The longest lag of all: older writes need not be remembered. */
  get longestReadLagMs(): number {
    return Math.max(...BACKENDS.map((backend) => this.of(backend).readLagMs));
  }

  clear(): void {
    this.#paces.clear();
  }
}
