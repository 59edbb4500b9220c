import { Together } from './together';

/**
 * Answers that may be a moment old, for what is asked with every request and changes a few times a year: who asks within
 * that moment is given the answer of the last question. It is let go when the moment is over, asked for or not.
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
    this.#known.set(name, asked);
    const letGo = () => {
      if (this.#known.get(name) === asked) this.#known.delete(name);
    };
    setTimeout(letGo, this.milliseconds).unref();
    asked.answer.catch(letGo);
    return asked.answer;
  }

  forget(group: string, key: string): void {
    this.#known.delete(nameOf(group, key));
  }
}

function nameOf(group: string, key: string): string {
  return `${group} ${key}`;
}
