import type { Clock } from '@/lib/kernel/clock';
import type { Login, SecretProvider, SecretProviderErrorLike } from '@/lib/secrets/provider';
import { batchesOf } from '@/lib/secrets/reference-batches';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { formatSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';

interface Wish {
  reference: SecretReference;
  resolve: (login: Login) => void;
  reject: (error: unknown) => void;
}

/** Somebody may be waiting for another process's reading: the others are not made to wait for that. */
const GATHERING_MS = 10;

/**
 * Readings of several items that are wanted at once, in as few calls as their connections allow. It is told how many
 * want something, and sends when all of them have said what it is, or that they do not want it any more.
 */
export class BatchReader {
  readonly #wishes = new Map<SecretProvider, Wish[]>();
  #undecided: number;
  #waiting = false;

  constructor(
    private readonly clock: Clock,
    callers: number,
  ) {
    this.#undecided = callers;
  }

  read(provider: SecretProvider, reference: SecretReference): Promise<Login> {
    return new Promise((resolve, reject) => {
      const wishes = this.#wishes.get(provider) ?? [];
      this.#wishes.set(provider, [...wishes, { reference, resolve, reject }]);
      this.#decided();
    });
  }

  /** For a caller that needs no reading; once for each, also after it has read. */
  leave(): void {
    this.#decided();
  }

  #decided(): void {
    this.#undecided -= 1;
    if (this.#undecided <= 0) this.#send();
    else if (!this.#waiting) {
      this.#waiting = true;
      this.clock.sleep(GATHERING_MS).then(() => {
        this.#waiting = false;
        this.#send();
      });
    }
  }

  #send(): void {
    const all = [...this.#wishes];
    this.#wishes.clear();
    for (const [provider, wishes] of all) {
      for (const batch of batchesOf([...onePerItem(wishes).values()])) void readTogether(provider, batch);
    }
  }
}

type ItemWish = Pick<Wish, 'reference'> & { wishes: Wish[] };

/** Two entries may be bound to one item. */
function onePerItem(wishes: readonly Wish[]): Map<string, ItemWish> {
  const items = new Map<string, ItemWish>();
  for (const wish of wishes) {
    const name = formatSecretReference(wish.reference);
    const { reference, wishes: others } = items.get(name) ?? { reference: wish.reference, wishes: [] };
    items.set(name, { reference, wishes: [...others, wish] });
  }
  return items;
}

async function readTogether(provider: SecretProvider, items: readonly ItemWish[]): Promise<void> {
  try {
    const answers = await provider.readLogins(items.map(({ reference }) => reference));
    const outcomes = new Map(
      answers.map(({ reference, outcome }) => [formatSecretReference(reference), outcome]),
    );
    for (const { reference, wishes } of items) {
      const outcome = outcomes.get(formatSecretReference(reference));
      for (const { resolve, reject } of wishes) {
        if (outcome && !('kind' in outcome)) resolve(outcome);
        else reject(failureOf(outcome));
      }
    }
  } catch (error) {
    for (const { reject } of items.flatMap(({ wishes }) => wishes)) reject(error);
  }
}

function failureOf(outcome: SecretProviderErrorLike | undefined): SecretProviderError {
  return new SecretProviderError(outcome?.kind ?? 'not_found', outcome?.message ?? 'The item is not there.');
}
