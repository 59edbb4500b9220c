import { randomBytes } from 'node:crypto';
import { newOpaqueId } from '../store/opaque-id';
import { bytesToNumber, type SrpExchange } from './srp';

export interface Session {
  id: string;
  account: string;
  secret: bigint;
  exchange: SrpExchange | undefined;
  /** True once the client has proved that it has the key; nothing but the proof is answered before. */
  confirmed: boolean;
  expiresAt: number;
  seenCounters: Set<number>;
}

/** Sessions live in memory: after a restart the SDK gets one 401 and signs in again by itself. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly now: () => number,
    private readonly lifetimeMs: number,
  ) {}

  open(account: string): Session {
    this.#dropExpired();
    const session: Session = {
      id: newOpaqueId().toUpperCase(),
      account,
      secret: bytesToNumber(randomBytes(32)),
      exchange: undefined,
      confirmed: false,
      expiresAt: this.now() + this.lifetimeMs,
      seenCounters: new Set(),
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  find(id: string | undefined): Session | undefined {
    const session = this.#sessions.get(id ?? '');
    return session && session.expiresAt > this.now() ? session : undefined;
  }

  expireAll(): void {
    this.#sessions.clear();
  }

  #dropExpired(): void {
    for (const [id, session] of this.#sessions) {
      if (session.expiresAt <= this.now()) this.#sessions.delete(id);
    }
  }
}
