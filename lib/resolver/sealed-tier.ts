import type { CachedCell, PartOpener } from './cached-part';
import type { Place } from './part';

/** A cached value as this process holds it: sealed, with what is needed to hand it out once it was opened. */
export interface SealedCopy extends Place {
  cell: CachedCell;
  stamp: string;
  sealed: Uint8Array;
  /** Prepared at its first use. */
  open: PartOpener | null;
  resolvedAt: Date;
  expiresAt: Date;
  /** How often it was served, for `refresh-policy`. */
  served: number;
  refreshing: boolean;
}

/** Some five megabytes. Beyond that the value that was not used for longest goes. */
const CAPACITY = 5_000;

/**
 * Copies of cached values in the memory of this process, ciphertext only. Never served on their own word: each time the
 * database is asked whether the value they are a copy of still stands (standing_stamps), which is cheaper than fetching it.
 */
export class SealedTier {
  readonly #copies = new Map<string, SealedCopy>();

  /** Null when there is none, or when it has expired (to the millisecond). */
  find(key: { workspaceId: string; entryId: string }, part: string, now: number): SealedCopy | null {
    const name = nameOf(key, part);
    const copy = this.#copies.get(name);
    if (!copy) return null;
    this.#copies.delete(name);
    if (copy.expiresAt.getTime() <= now) return null;
    this.#copies.set(name, copy);
    return copy;
  }

  keep(copy: SealedCopy): void {
    const name = nameOf(copy.cell, copy.cell.part);
    this.#copies.delete(name);
    this.#copies.set(name, copy);
    if (this.#copies.size <= CAPACITY) return;
    for (const oldest of this.#copies.keys()) {
      this.#copies.delete(oldest);
      return;
    }
  }

  forget(copy: SealedCopy): void {
    const name = nameOf(copy.cell, copy.cell.part);
    if (this.#copies.get(name) === copy) this.#copies.delete(name);
  }
}

function nameOf({ workspaceId, entryId }: { workspaceId: string; entryId: string }, part: string): string {
  return `${workspaceId} ${entryId} ${part}`;
}
