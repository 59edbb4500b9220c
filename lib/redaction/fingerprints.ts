import { hash, randomBytes } from 'node:crypto';

/**
 * Finds texts that are known by their fingerprints only.
 *
 * A set that looks for secrets would otherwise be the place where they lie longest: it outlives every use of them. So
 * of each text it keeps a 32-bit rolling hash of its beginning, to find candidates in one pass (Rabin and Karp), and a
 * keyed digest of the whole, to be certain. Both keys are random and of this process; nothing can be read back.
 */
export interface Fingerprint {
  /** Length and rolling hash of the beginning. */
  window: number;
  beginning: number;
  length: number;
  digest: number;
}

const LONGEST_WINDOW = 8;
const KEY = randomBytes(16).toString('hex');
/** Odd, so that multiplying by it loses nothing modulo 2^32. */
const BASE = randomBytes(4).readInt32LE() | 1;
const FILTER_BITS = 16;

export function fingerprintOf(text: string): Fingerprint {
  const window = Math.min(text.length, LONGEST_WINDOW);
  return { window, beginning: rollingHash(text, 0, window), length: text.length, digest: digestOf(text) };
}

/** Identifies a text without keeping it. */
export function identityOf(text: string): string {
  return hash('sha256', `${KEY}=${text}`, 'base64');
}

export function rollingHash(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = (Math.imul(value, BASE) + text.charCodeAt(at)) | 0;
  return value;
}

/** 48 bits: together with the rolling hash, a chance hit is one in 2^80. */
function digestOf(text: string): number {
  return Number.parseInt(hash('sha256', `${KEY}:${text}`, 'hex').slice(0, 12), 16);
}

/** Digests by the length of their texts, for all texts that begin alike: tokens of one kind do. */
type Candidates = Map<number, Set<number>>;

export class FingerprintIndex {
  readonly #windows = new Map<number, Map<number, Candidates>>();
  /** Nearly every place of a text is told to be none by one look into here. */
  readonly #filter = new Uint8Array(2 ** FILTER_BITS);

  insert({ window, beginning, length, digest }: Fingerprint): void {
    const beginnings = obtain(this.#windows, window, () => new Map<number, Candidates>());
    const candidates = obtain(beginnings, beginning, (): Candidates => new Map());
    obtain(candidates, length, () => new Set<number>()).add(digest);
    this.#filter[beginning >>> (32 - FILTER_BITS)] = 1;
  }

  /**
   * Calls back for each stretch of hits, from left to right; hits that overlap are one stretch. False from it ends the
   * search.
   */
  search(text: string, onHit: (start: number, end: number) => boolean): void {
    if (this.#windows.size === 0) return;
    const sums = prefixHashes(text);
    const windows = [...this.#windows].map(([length, beginnings]) => ({
      length,
      beginnings,
      power: powerOf(length),
    }));
    for (let start = 0; start < text.length; ) {
      let end = this.#longestAt(text, start, sums, windows);
      for (let inside = start + 1; inside < end; inside += 1) {
        end = Math.max(end, this.#longestAt(text, inside, sums, windows));
      }
      if (end === 0) start += 1;
      else if (onHit(start, end)) start = end;
      else return;
    }
  }

  #longestAt(
    text: string,
    start: number,
    sums: Int32Array,
    windows: readonly { length: number; beginnings: Map<number, Candidates>; power: number }[],
  ): number {
    let longest = 0;
    for (const { length: window, beginnings, power } of windows) {
      if (start + window > text.length) continue;
      const value = ((sums[start + window] ?? 0) - Math.imul(sums[start] ?? 0, power)) | 0;
      if (this.#filter[value >>> (32 - FILTER_BITS)] === 0) continue;
      for (const [length, digests] of beginnings.get(value) ?? []) {
        if (length <= longest || start + length > text.length) continue;
        if (digests.has(digestOf(text.slice(start, start + length)))) longest = length;
      }
    }
    return longest === 0 ? 0 : start + longest;
  }
}

function obtain<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** At place n, the rolling hash of the first n characters; that of any window follows from two of them. */
function prefixHashes(text: string): Int32Array {
  const sums = new Int32Array(text.length + 1);
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    value = (Math.imul(value, BASE) + text.charCodeAt(at)) | 0;
    sums[at + 1] = value;
  }
  return sums;
}

function powerOf(exponent: number): number {
  let value = 1;
  for (let step = 0; step < exponent; step += 1) value = Math.imul(value, BASE);
  return value;
}
