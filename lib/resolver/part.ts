import type { SecretProvider } from '@/lib/secrets/provider';
import type { ItemSnapshot } from '@/lib/vault/item-snapshot';
import type { Bound, ResolvableEntry } from './resolvable-entry';
import type { EntryKey, ResolverDeps } from './resolver-deps';
import type { SingleFlight } from './single-flight';

/** Whose it is, and where it may be used. */
export interface Place {
  permissionedUserId: string;
  domain: string;
  extraOrigins: string[];
}

/** What a resolve hands out, whichever way it came by it. */
export interface Resolved<T> extends Place {
  value: T;
  source: 'stored' | 'cache' | 'live';
  /** Served although it has expired: 1Password cannot be reached, and the connection allows it. */
  stale: boolean;
  resolvedAt: Date;
  /** When a caller that keeps the value should ask again; equal to resolvedAt with the cache off. */
  refreshAt: Date;
}

/** `again`: something made void what was on its way, or another process was quicker. Look anew. */
export type Landing<T> = Resolved<T> | 'again';

/**
 * One thing of an entry that is resolved and cached as a whole: its login, or one of its further secrets. Everything that
 * tells them apart is here; how they are cached, shared, refreshed and refused is the same (resolve-part.ts).
 */
export interface Part<T> {
  /** Names the cached value, and is bound into it: `login`, `secret/pin`. */
  name: string;
  flights(deps: ResolverDeps): SingleFlight<Landing<T>>;
  /** Of an entry whose values are kept here. */
  stored(deps: ResolverDeps, entry: ResolvableEntry): Promise<T>;
  /** From 1Password, now; with what the item looks like, if that was to be seen. */
  live(
    provider: SecretProvider,
    entry: ResolvableEntry,
    now: number,
  ): Promise<{ value: T; item: ItemSnapshot | null }>;
  /** What is noted of the item when 1Password says that this is not there. */
  missing(item: ItemSnapshot, now: number): ItemSnapshot;
  /** When that was noted last; null when it was there. */
  missedAt(item: ItemSnapshot): string | null;
  /** As JSON, for the one moment before it is sealed and after it was opened. */
  pack(value: T): unknown;
  unpack(packed: unknown): T;
  /** In place of a plain reading, while a rotation is under way. */
  whileUnsettled(
    deps: ResolverDeps,
    key: EntryKey,
    bound: Bound,
    read: () => Promise<Landing<T>>,
  ): Promise<Landing<T>>;
}

export function placeOf({ entry }: { entry: Place }): Place {
  const { permissionedUserId, domain, extraOrigins } = entry;
  return { permissionedUserId, domain, extraOrigins };
}
