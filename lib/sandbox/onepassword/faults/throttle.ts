export type ThrottleRule = { account?: string | undefined } & ({ seconds: number } | { next: number });

interface ActiveThrottle {
  account: string | undefined;
  untilMs: number;
  left: number;
}

/** Scripted rate limiting: for a while, or for the next few requests, of one account or of all. */
export class Throttle {
  #active: ActiveThrottle[] = [];

  constructor(private readonly now: () => number) {}

  add(rule: ThrottleRule): void {
    const forSeconds = 'seconds' in rule;
    this.#active.push({
      account: rule.account,
      untilMs: forSeconds ? this.now() + rule.seconds * 1000 : Number.POSITIVE_INFINITY,
      left: forSeconds ? Number.POSITIVE_INFINITY : rule.next,
    });
  }

  /** True when this request is to be refused; uses up one of a counted rule. */
  refuses(account: string | null): boolean {
    const at = this.now();
    this.#active = this.#active.filter((rule) => rule.left > 0 && rule.untilMs > at);
    const hit = this.#active.find((rule) => rule.account === undefined || rule.account === account);
    if (hit) hit.left -= 1;
    return hit !== undefined;
  }

  clear(): void {
    this.#active = [];
  }
}
