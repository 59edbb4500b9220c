type Answers<Answer> = ReadonlyMap<string, Answer>;

interface Gathering<Answer> {
  keys: Set<string>;
  answers: Promise<Answers<Answer>>;
  send(): void;
}

interface Group<Answer> {
  underWay: number;
  /** Null when nobody has asked since the last question was sent. */
  gathering: Gathering<Answer> | null;
}

/** Questions of one group that may be under way; who asks meanwhile shares the next one. */
const LANES = 2;

/**
 * One question for all who ask together: in one turn of the event loop, or while their group has questions enough under
 * way. The more is asked, the more share a question.
 *
 * Promise: nobody is answered by a question that was sent before they asked, so an answer is as fresh as one's own.
 */
export class Together<Answer> {
  readonly #groups = new Map<string, Group<Answer>>();

  constructor(private readonly ask: (group: string, keys: readonly string[]) => Promise<Answers<Answer>>) {}

  async get(groupName: string, key: string): Promise<Answer | undefined> {
    const group = this.#groups.get(groupName) ?? { underWay: 0, gathering: null };
    this.#groups.set(groupName, group);
    group.gathering ??= this.#gather(groupName, group);
    group.gathering.keys.add(key);
    return (await group.gathering.answers).get(key);
  }

  #gather(name: string, group: Group<Answer>): Gathering<Answer> {
    const keys = new Set<string>();
    let send = () => {};
    const answers = new Promise<Answers<Answer>>((resolve, reject) => {
      send = () => {
        group.gathering = null;
        group.underWay += 1;
        const ended = () => this.#ended(name, group);
        this.ask(name, [...keys])
          .then(resolve, reject)
          .finally(ended);
      };
    });
    const gathering = { keys, answers, send };
    queueMicrotask(() => {
      if (group.gathering === gathering && group.underWay < LANES) send();
    });
    return gathering;
  }

  #ended(name: string, group: Group<Answer>): void {
    group.underWay -= 1;
    if (group.gathering) group.gathering.send();
    else if (group.underWay === 0) this.#groups.delete(name);
  }
}
