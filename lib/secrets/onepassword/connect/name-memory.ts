import type { Clock } from '@/lib/kernel/clock';

const REMEMBERED_MS = 300_000;
const MOST_NAMES = 1_000;

/** The ids that names stood for a moment ago, so that a read by name costs one request and not three. */
export class NameMemory {
  readonly #ids = new Map<string, { id: string; until: number }>();

  constructor(private readonly clock: Clock) {}

  /** `fresh` is false for an answer from memory, which may be out of date. */
  async idOf(key: string, find: () => Promise<string>): Promise<{ id: string; fresh: boolean }> {
    const known = this.#ids.get(key);
    if (known && this.clock.now() < known.until) return { id: known.id, fresh: false };
    const id = await find();
    this.#ids.delete(key);
    this.#ids.set(key, { id, until: this.clock.now() + REMEMBERED_MS });
    const [oldest] = this.#ids.keys();
    if (this.#ids.size > MOST_NAMES && oldest !== undefined) this.#ids.delete(oldest);
    return { id, fresh: true };
  }

  clear(): void {
    this.#ids.clear();
  }
}
