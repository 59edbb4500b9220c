import { Batches } from './batches';

/** Questions of one group that may be under way; who asks meanwhile shares the next one. */
const LANES = 2;

/**
 * One question for all who ask together. The more is asked, the more share a question.
 *
 * Promise: nobody is answered by a question that was sent before they asked, so an answer is as fresh as one's own.
 */
export class Together<Answer> {
  readonly #questions: Batches<string, Answer | undefined>;

  constructor(
    ask: (group: string, keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
    { lanes = LANES } = {},
  ) {
    this.#questions = new Batches(
      async (group, keys) => {
        const answers = await ask(group, [...new Set(keys)]);
        return keys.map((key) => answers.get(key));
      },
      { perGroup: lanes },
    );
  }

  get(group: string, key: string): Promise<Answer | undefined> {
    return this.#questions.add(group, key);
  }
}
