import type { ItemOverview } from '@/lib/secrets/provider';
import { callProvider } from './call-provider';
import type { ConnectionDeps } from './connection-deps';
import type { ConnectionRow } from './connection-store';

/** Long enough for a person typing in the picker, short enough that a new item shows up without a thought. */
const KEPT_MS = 20_000;

/**
 * Titles, vaults and websites of what a connection can see, never values. Kept for a few seconds, because a picker asks
 * at every key press and a vault may hold 10,000 items.
 */
export class ItemOverviews {
  readonly #kept = new Map<string, { at: number; items: Promise<ItemOverview[]> }>();

  constructor(private readonly deps: ConnectionDeps) {}

  async of(connection: ConnectionRow, options: { fresh?: boolean } = {}): Promise<ItemOverview[]> {
    const now = this.deps.clock.now();
    for (const [key, entry] of this.#kept) if (now - entry.at > KEPT_MS) this.#kept.delete(key);
    const key = `${connection.id}:${connection.generation}:${connection.tokenLastFour}`;
    const kept = options.fresh ? undefined : this.#kept.get(key);
    if (kept) return kept.items;
    const items = this.#read(connection);
    this.#kept.set(key, { at: now, items });
    items.catch(() => this.#kept.delete(key));
    return items;
  }

  async #read(connection: ConnectionRow): Promise<ItemOverview[]> {
    const items = await callProvider(this.deps, connection, (provider) => provider.listItems());
    return items.toSorted((a, b) => a.title.localeCompare(b.title) || a.id.localeCompare(b.id));
  }
}
