import { atEndOfTurn } from '@/lib/kernel/end-of-turn';

/**
 * Callers who want the same thing in one turn of the event loop share one piece of work, with its failure.
 *
 * Promise, for work that asks through `Batches`: nobody is answered by a question that was sent before they came, for
 * none is sent before the turn is over, and then nobody shares the work any more.
 */
export class OncePerTurn<T> {
  readonly #works = new Map<string, Promise<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const shared = this.#works.get(key);
    if (shared) return shared;
    if (this.#works.size === 0) atEndOfTurn(() => this.#works.clear());
    const begun = work();
    this.#works.set(key, begun);
    return begun;
  }
}
