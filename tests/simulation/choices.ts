/** Where an execution may go one way or another, it asks. 0 is always: nothing unusual happens. */
export interface Choices {
  pick(options: number): number;
}

/**
 * Every execution once, depth first: the last choice that has an option left is turned by one, and what comes after it
 * begins again with 0. An execution is run from its start, or from a moment that it shares with the one before (moments.ts).
 */
export class Exhaustive implements Choices {
  readonly #taken: number[];
  readonly #options: number[];
  #at = 0;

  /** `fixed`: the first choices, which are not turned; several workers share the work by them. */
  constructor(private readonly fixed: readonly number[] = []) {
    this.#taken = [...fixed];
    this.#options = fixed.map(() => 0);
  }

  pick(options: number): number {
    const at = this.#at;
    this.#at += 1;
    this.#options[at] = options;
    if (at < this.#taken.length) return this.#taken[at] ?? 0;
    this.#taken.push(0);
    return 0;
  }

  /** The execution that has just ended, as `Replayed` takes it. */
  get taken(): readonly number[] {
    return this.#taken;
  }

  /** So many choices have been made in this execution. */
  get made(): number {
    return this.#at;
  }

  /** As if the execution had run to where so many have been made; they are as they were in the one before. */
  skipTo(made: number): void {
    this.#at = made;
  }

  /** So many choices are as they were in the execution before. */
  get shared(): number {
    return this.#taken.length - 1;
  }

  /** False when all have been. */
  next(): boolean {
    this.#at = 0;
    for (let last = this.#taken.length - 1; last >= this.fixed.length; last -= 1) {
      const turned = (this.#taken[last] ?? 0) + 1;
      if (turned < (this.#options[last] ?? 0)) {
        this.#taken.length = last;
        this.#taken.push(turned);
        this.#options.length = last + 1;
        return true;
      }
    }
    return false;
  }
}

/** One execution again: `12:3,20:1` takes option 3 at choice 12, option 1 at choice 20, and 0 elsewhere. */
export class Replayed implements Choices {
  readonly #options: ReadonlyMap<number, number>;
  #at = 0;

  constructor(name: string) {
    const pairs = name.split(',').filter((pair) => pair !== '');
    this.#options = new Map(
      pairs.map((pair) => {
        const [at, option] = pair.split(':').map(Number);
        return [at ?? 0, option ?? 0];
      }),
    );
  }

  pick(): number {
    const option = this.#options.get(this.#at) ?? 0;
    this.#at += 1;
    return option;
  }
}

export function nameOf(taken: readonly number[]): string {
  return taken.flatMap((option, at) => (option === 0 ? [] : [`${at}:${option}`])).join(',');
}

/** Unusual with a given probability; the same seed takes the same choices. */
export class Seeded implements Choices {
  readonly taken: number[] = [];
  #state: number;

  constructor(
    seed: number,
    private readonly unusual: number,
  ) {
    this.#state = (seed * 2_654_435_761 + 1) >>> 0;
  }

  pick(options: number): number {
    const isUnusual = options > 1 && this.next() < this.unusual;
    const option = isUnusual ? 1 + Math.floor(this.next() * (options - 1)) : 0;
    this.taken.push(option);
    return option;
  }

  /** Mulberry32: small, even, and the same everywhere. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
