import type { Clock } from '@/lib/kernel/clock';
import { systemClock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { type Fingerprint, FingerprintIndex, fingerprintOf, identityOf } from './fingerprints';
import { scrubLeaves } from './scrub-leaves';
import { variantsOf } from './variants';

export const HIDDEN = '[secret]';

/**
 * Below four characters a value is found in nearly every text by chance, so looking for it would blank whole pages
 * and refuse every screenshot while hiding nothing that could not be guessed.
 */
const SHORTEST = 4;

export interface SecretSetLimits {
  /** Values with fewer characters are not looked for. */
  shortest?: number;
  /** How long a value is looked for after it was last added. */
  lifeMs?: number;
  /** How many values are; the one that was added longest ago makes room. */
  most?: number;
  clock?: Clock;
}

/**
 * The live secrets of a run, a request or a process, for finding them in what is about to leave.
 *
 * Promise: a secret is found in plain form and in the encodings text meets on its way (see variants.ts). The set keeps
 * fingerprints, so it holds, prints and returns no secret. Comparing happens here, in Node: handing the values to a
 * page for comparing would be the leak it is meant to prevent.
 */
export class SecretSet {
  readonly #shortest: number;
  readonly #lifeMs: number;
  readonly #most: number;
  readonly #clock: Clock;
  /** By identity, in the order in which they were last added. */
  readonly #values = new Map<string, { prints: Fingerprint[]; until: number }>();
  #index = new FingerprintIndex();

  constructor({ shortest = SHORTEST, lifeMs, most, clock = systemClock }: SecretSetLimits = {}) {
    this.#shortest = shortest;
    this.#lifeMs = lifeMs ?? Number.POSITIVE_INFINITY;
    this.#most = most ?? Number.POSITIVE_INFINITY;
    this.#clock = clock;
  }

  static of(...secrets: Secret[]): SecretSet {
    const set = new SecretSet();
    for (const secret of secrets) set.add(secret);
    return set;
  }

  add(secret: Secret): void {
    this.hide(secret.reveal());
  }

  /** For a value that never was a `Secret`, such as the key in a request's header. */
  hide(value: string): void {
    if (value.length < this.#shortest) return;
    const identity = identityOf(value);
    const known = this.#values.get(identity);
    const prints = known?.prints ?? this.#printsOf(value);
    this.#values.delete(identity);
    this.#values.set(identity, { prints, until: this.#clock.now() + this.#lifeMs });
    if (known === undefined) for (const print of prints) this.#index.insert(print);
    this.#forgetOld();
  }

  /** Of bytes, what text they would be in UTF-8 or UTF-16. */
  appearsIn(content: string | Buffer): boolean {
    let found = false;
    this.#index.search(typeof content === 'string' ? content : content.toString('latin1'), () => {
      found = true;
      return false;
    });
    return found;
  }

  /** Where secrets stand in a text, from left to right. */
  places(text: string): Array<{ start: number; end: number }> {
    const places: Array<{ start: number; end: number }> = [];
    this.#index.search(text, (start, end) => places.push({ start, end }) > 0);
    return places;
  }

  scrub(text: string): string {
    let scrubbed = '';
    let from = 0;
    for (const { start, end } of this.places(text)) {
      scrubbed += text.slice(from, start) + HIDDEN;
      from = end;
    }
    return from === 0 ? text : scrubbed + text.slice(from);
  }

  /** Each text inside a value made of JSON's types, names of members too; its shape stays. */
  scrubValue(value: unknown): unknown {
    return scrubLeaves(value, (text) => this.scrub(text));
  }

  #printsOf(value: string): Fingerprint[] {
    return [...variantsOf(value)].filter(({ length }) => length >= this.#shortest).map(fingerprintOf);
  }

  /** In batches, because the index is made anew for it. */
  #forgetOld(): void {
    const now = this.#clock.now();
    const [oldest] = this.#values.values();
    const overdue = oldest !== undefined && oldest.until + this.#lifeMs / 8 <= now;
    if (!overdue && this.#values.size <= this.#most) return;
    const kept = Math.ceil(this.#most * (7 / 8));
    for (const [identity, { until }] of this.#values) {
      if (until > now && this.#values.size <= kept) break;
      this.#values.delete(identity);
    }
    this.#index = new FingerprintIndex();
    for (const { prints } of this.#values.values()) for (const print of prints) this.#index.insert(print);
  }
}
