import type { Item, ItemState, ItemVersion } from '../store/item';
import type { Backend, Paces } from './backend';

/**
 * Reads that trail behind writes, as a Connect server's copy of the vaults does: a client that reads back at once
 * what it wrote sees the version before, or "not found" for an item it has just created.
 *
 * Only writes made while some backend has a lag are held back; whatever was there before stays visible.
 */
export class ReadLag {
  readonly #writtenAt = new Map<string, Map<number, number>>();

  constructor(
    private readonly now: () => number,
    private readonly paces: Paces,
  ) {}

  /** To be told of every write to an item, after it. */
  written(item: Item): void {
    const longest = this.paces.longestReadLagMs;
    if (longest === 0) return;
    const versions = this.#writtenAt.get(item.id) ?? new Map<number, number>();
    for (const [version, at] of versions) if (at + longest <= this.now()) versions.delete(version);
    versions.set(item.version, this.now());
    this.#writtenAt.set(item.id, versions);
  }

  /** The item as a reader through this backend sees it now; undefined when it does not see it yet. */
  seen(backend: Backend, item: Item): Item | undefined {
    const held = this.#writtenAt.get(item.id);
    const { readLagMs } = this.paces.of(backend);
    if (held === undefined || readLagMs === 0) return item;
    const visible = item.history.filter(({ version }) => {
      const at = held.get(version);
      return at === undefined || at + readLagMs <= this.now();
    });
    const latest = visible.at(-1);
    if (latest === undefined || latest.version === item.version) return latest && item;
    const { version, content, at: updatedAt } = latest;
    return { ...item, version, content, updatedAt, state: stateAfter(visible), history: visible };
  }

  clear(): void {
    this.#writtenAt.clear();
  }
}

const STATE_AFTER: Partial<Record<ItemVersion['change'], ItemState>> = {
  created: 'active',
  restored: 'active',
  archived: 'archived',
  deleted: 'deleted',
};

function stateAfter(history: ItemVersion[]): ItemState {
  return history.reduce<ItemState>((state, { change }) => STATE_AFTER[change] ?? state, 'active');
}
