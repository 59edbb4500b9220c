import { Problem } from '@/lib/contract/problem';
import { preparePart } from './cached-part';
import { flyTogether } from './live-flight';
import { cellOf, readAndSettle } from './live-reading';
import { type Landing, type Part, placeOf, type Resolved } from './part';
import { type Bound, boundOf, type Resolvable, requireResolvable } from './resolvable-entry';
import type { EntryKey, ResolverDeps } from './resolver-deps';
import type { SealedCopy } from './sealed-tier';
import { mayServeStale } from './stale-policy';
import { noteTaken, openCopy, takeStandingCopy } from './standing-copy';

export interface ResolveOptions {
  /** Read now, whatever is cached or being read for others: for who is about to change the password. */
  fresh?: boolean;
}

/** Whoever clears a cache over and over must not keep a resolve from ever ending. */
const ATTEMPTS = 5;

/**
 * Policy, then cache, then provider.
 *
 * Promises: nothing is served past its expiry or across a generation, whatever happens meanwhile; with the cache off
 * nothing is written; callers who ask for one thing together cause one reading. Never: a value in an error.
 */
export async function resolvePart<T>(
  deps: ResolverDeps,
  key: EntryKey,
  part: Part<T>,
  { fresh = false }: ResolveOptions = {},
): Promise<Resolved<T>> {
  const held = fresh ? null : await takeStandingCopy(deps, key, part);
  if (held) return openCopy(deps, held, part);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await requireResolvable(deps.resolving.reads, key, part.name);
    const landing =
      found.entry.source === 'stored'
        ? await fromEntry(deps, found, part)
        : await fromConnection(deps, key, boundOf(found), part, fresh);
    if (landing !== 'again') return landing;
  }
  throw new Problem('conflict', {
    message: 'The entry or its connection was changed again and again while it was being read.',
    hint: 'Try again.',
  });
}

async function fromEntry<T>(deps: ResolverDeps, found: Resolvable, part: Part<T>): Promise<Resolved<T>> {
  const value = await part.stored(deps, found.entry);
  const now = new Date(deps.clock.now());
  return { value, source: 'stored', stale: false, resolvedAt: now, refreshAt: now, ...placeOf(found) };
}

async function fromConnection<T>(
  deps: ResolverDeps,
  key: EntryKey,
  bound: Bound,
  part: Part<T>,
  fresh: boolean,
): Promise<Landing<T>> {
  const copy = fresh ? null : copyOf(bound, part);
  if (copy && deps.clock.now() < copy.expiresAt.getTime()) {
    deps.resolving.copies.keep(copy);
    noteTaken(deps, key, part, copy);
    return openCopy(deps, copy, part);
  }
  if (fresh) return part.whileUnsettled(deps, key, bound, () => readAndSettle(deps, bound, part));
  if (bound.entry.unsettled)
    return part.whileUnsettled(deps, key, bound, () => flyTogether(deps, bound, part));
  try {
    return await flyTogether(deps, bound, part);
  } catch (error) {
    const stale = error instanceof Problem ? await staleInPlaceOf(deps, key, error, part) : null;
    if (!stale) throw error;
    return stale;
  }
}

/** The expiry is that of the duration as it is now, should that be shorter than it was. */
function copyOf(bound: Bound, part: Part<unknown>): SealedCopy | null {
  const { entry, cached } = bound;
  if (!cached) return null;
  const { stamp, sealed, resolvedAt, expiresAt } = cached;
  const end = Math.min(expiresAt.getTime(), resolvedAt.getTime() + entry.cacheTtlSeconds * 1000);
  const place = placeOf(bound);
  const cell = cellOf(bound, part);
  return {
    ...place,
    cell,
    stamp,
    sealed,
    open: null,
    resolvedAt,
    expiresAt: new Date(end),
    served: 0,
    refreshing: false,
  };
}

/** Looked at anew: what happened while the reading was failing counts. */
async function staleInPlaceOf<T>(
  deps: ResolverDeps,
  key: EntryKey,
  failure: Problem,
  part: Part<T>,
): Promise<Resolved<T> | null> {
  const found = await requireResolvable(deps.resolving.reads, key, part.name);
  const { entry, connection, cached } = found;
  if (!connection || !cached || connection.status !== 'active') return null;
  const facts = {
    serveStale: connection.serveStale,
    lastErrorKind: connection.lastErrorKind,
    unsettled: entry.unsettled,
    ttlSeconds: entry.cacheTtlSeconds,
    expiresAt: cached.expiresAt.getTime(),
    keptUntil: cached.keptUntil.getTime(),
  };
  const now = deps.clock.now();
  if (!mayServeStale(failure.code, facts, now)) return null;
  const { resolvedAt, sealed } = cached;
  const cell = cellOf({ entry, connection, cached }, part);
  const open = await preparePart(deps.keys, cell, resolvedAt, sealed);
  const value = part.unpack(open());
  const refreshAt = new Date(now);
  return { value, source: 'cache', stale: true, resolvedAt, refreshAt, ...placeOf(found) };
}
