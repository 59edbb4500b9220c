import { setImmediate as turn } from 'node:timers/promises';
import { invariant } from './assert';
import { atEndOfTurn } from './end-of-turn';

interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

export interface BatchLimits {
  /** Batches of one group that may be under way. */
  perGroup: number;
  /** Batches of all groups that may be under way. */
  inAll?: number;
  /** Items of one batch. */
  size?: number;
}

/**
 * Work that is done at once for all who ask together: in one turn of the event loop, or while as much is under way as may
 * be. The more is asked, the more share a batch.
 *
 * Promise: an item is in one batch, which begins at the end of its turn or of a later one; it is answered by that batch, or
 * rejected with it.
 * First come, first served; a group with more than one batch takes goes behind the others.
 */
export class Batches<Item, Answer> {
  readonly #waiting = new Map<string, Waiting<Item, Answer>[]>();
  /** How many of each group; none at all for a group that rests. */
  readonly #underWay = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #limits: Required<BatchLimits>;
  #isScheduled = false;

  /** `work` answers the items of one group in their order. */
  constructor(
    private readonly work: (group: string, items: readonly Item[]) => Promise<readonly Answer[]>,
    { perGroup, inAll = Number.POSITIVE_INFINITY, size = Number.POSITIVE_INFINITY }: BatchLimits,
  ) {
    this.#limits = { perGroup, inAll, size };
  }

  add(group: string, item: Item): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const waiting = this.#waiting.get(group) ?? [];
      waiting.push({ item, resolve, reject });
      this.#waiting.set(group, waiting);
      this.#schedule();
    });
  }

  /** Resolves when everything that was added has its answer. */
  async close(): Promise<void> {
    while (this.#waiting.size > 0 || this.#running.size > 0) {
      await turn();
      await Promise.all(this.#running);
    }
  }

  /** Requests that arrive together are read one after the other, each in microtasks of its own. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    atEndOfTurn(() => {
      this.#isScheduled = false;
      this.#begin();
    });
  }

  #begin(): void {
    const { perGroup, inAll, size } = this.#limits;
    for (const [group, waiting] of this.#waiting) {
      if (this.#running.size >= inAll) return;
      const underWay = this.#underWay.get(group) ?? 0;
      if (underWay >= perGroup) continue;
      const batch = waiting.splice(0, size);
      this.#waiting.delete(group);
      if (waiting.length > 0) this.#waiting.set(group, waiting);
      this.#underWay.set(group, underWay + 1);
      const running = this.#do(group, batch).finally(() => {
        this.#running.delete(running);
        this.#ended(group);
      });
      this.#running.add(running);
    }
  }

  async #do(group: string, batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(
        group,
        batch.map(({ item }) => item),
      );
      invariant(answers.length === batch.length, 'every item of a batch has an answer');
      for (const [index, answer] of answers.entries()) batch[index]?.resolve(answer);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  #ended(group: string): void {
    const left = (this.#underWay.get(group) ?? 1) - 1;
    if (left > 0) this.#underWay.set(group, left);
    else this.#underWay.delete(group);
    if (this.#waiting.size > 0) this.#schedule();
  }
}
