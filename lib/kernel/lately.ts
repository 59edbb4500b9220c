import { Together } from './together';

/** Questions whose answers are remembered; the one asked longest ago makes room. */
const CAPACITY = 1_000;

/**
 * Answers that may be a moment old, for what is asked with every request and changes a few times a year: who asks within
 * that moment is given the answer of the last question.
 *
 * Promise: whoever asks after `forget` is answered by a question that was sent after it. A failure is not remembered.
 */
export class Lately<Answer> {
  readonly #questions: Together<Answer>;
  readonly #known = new Map<string, { until: number; answer: Promise<Answer | undefined> }>();

  constructor(
    ask: (group: string, keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
    private readonly milliseconds: number,
  ) {
    this.#questions = new Together(ask);
  }

  get(group: string, key: string): Promise<Answer | undefined> {
    const name = nameOf(group, key);
    const known = this.#known.get(name);
    const now = performance.now();
    if (known && now < known.until) return known.answer;
    const asked = { until: now + this.milliseconds, answer: this.#questions.get(group, key) };
    this.#keep(name, asked);
    asked.answer.catch(() => {
      if (this.#known.get(name) === asked) this.#known.delete(name);
    });
    return asked.answer;
  }

  forget(group: string, key: string): void {
    this.#known.delete(nameOf(group, key));
  }

  /** A Map keeps the order of insertion. */
  #keep(name: string, asked: { until: number; answer: Promise<Answer | undefined> }): void {
    this.#known.delete(name);
    this.#known.set(name, asked);
    const [oldest] = this.#known.keys();
    if (this.#known.size > CAPACITY && oldest !== undefined) this.#known.delete(oldest);
  }
}

function nameOf(group: string, key: string): string {
  return `${group} ${key}`;
}
