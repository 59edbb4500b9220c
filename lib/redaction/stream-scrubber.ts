import { Transform, type TransformCallback } from 'node:stream';
import type { Secret } from '@/lib/kernel/secret';
import { rollingHash } from './fingerprints';
import { SecretSet } from './secret-set';
import { variantsOf } from './variants';

/**
 * Takes secrets out of bytes that come in pieces, such as a child's output: one that is cut in two by the border
 * between pieces is found as well.
 *
 * What could be the beginning of a secret is held back until the next piece says whether it is; so a prompt appears at
 * once, unless it ends like a secret begins. Bytes that are no secret pass as they are, whatever they encode.
 */
export class StreamScrubber extends Transform {
  readonly #secrets: SecretSet;
  /** Hashes of all beginnings, by their lengths. A chance hit holds a piece back for longer, and no more. */
  readonly #beginnings: Map<number, Set<number>>;
  readonly #longest: number;
  #held = '';

  constructor(secrets: readonly Secret[]) {
    super();
    this.#secrets = SecretSet.of(...secrets);
    this.#beginnings = beginningsOf(secrets);
    this.#longest = Math.max(0, ...this.#beginnings.keys());
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const text = this.#held + chunk.toString('latin1');
    const from = this.#heldFrom(text);
    this.#held = text.slice(from);
    done(null, this.#scrubbed(text.slice(0, from)));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#scrubbed(this.#held));
  }

  /** One byte is one character, so that no sequence of UTF-8 is torn and every byte comes out again. */
  #scrubbed(text: string): Buffer {
    return Buffer.from(this.#secrets.scrub(text), 'latin1');
  }

  /** The first place from which all that has come so far could be the beginning of a secret, and amid none. */
  #heldFrom(text: string): number {
    const from = this.#beginningAt(text);
    const torn = this.#secrets.places(text).find(({ start, end }) => start < from && from < end);
    return torn?.start ?? from;
  }

  #beginningAt(text: string): number {
    for (let length = Math.min(this.#longest, text.length); length > 0; length -= 1) {
      const from = text.length - length;
      if (this.#beginnings.get(length)?.has(rollingHash(text, from, text.length))) return from;
    }
    return text.length;
  }
}

function beginningsOf(secrets: readonly Secret[]): Map<number, Set<number>> {
  const beginnings = new Map<number, Set<number>>();
  for (const secret of secrets) {
    for (const variant of variantsOf(secret.reveal())) {
      for (let length = 1; length < variant.length; length += 1) {
        const hashes = beginnings.get(length) ?? new Set<number>();
        hashes.add(rollingHash(variant, 0, length));
        beginnings.set(length, hashes);
      }
    }
  }
  return beginnings;
}
