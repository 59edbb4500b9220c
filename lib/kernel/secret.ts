import { inspect } from 'node:util';

const HIDDEN = '[secret]';

let observer: ((secret: Secret) => void) | null = null;

/**
 * Whoever keeps logs free of secrets has to know them. One observer a process: the redaction room, which is told of
 * every secret as it comes into being, so that no place can forget to report one.
 */
export function observeSecrets(observe: ((secret: Secret) => void) | null): void {
  observer = observe;
}

/**
 * A value that must not be seen: a password, a one-time code, a token, a seed.
 *
 * Promise: printing, logging, spreading or serialising it shows `[secret]`. The value leaves only through
 * `reveal()`, so that every place where a secret is opened can be found by searching for that one word.
 * Private fields keep it out of `Object.keys`, `structuredClone` and debuggers' own-property lists.
 */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  static of(value: string): Secret {
    const secret = new Secret(value);
    observer?.(secret);
    return secret;
  }

  /** The only way out. Callers keep the result in the narrowest scope there is. */
  reveal(): string {
    return this.#value;
  }

  get isEmpty(): boolean {
    return this.#value.length === 0;
  }

  /** For a field that must show which credential it is without showing it; short values show nothing. */
  lastFour(): string {
    return this.#value.length >= 12 ? this.#value.slice(-4) : '';
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
