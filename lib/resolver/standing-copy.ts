import { preparePart } from './cached-part';
import { flyTogether } from './live-flight';
import { type Part, placeOf, type Resolved } from './part';
import { isRefreshDue } from './refresh-policy';
import { boundOf, requireResolvable } from './resolvable-entry';
import type { EntryKey, ResolverDeps } from './resolver-deps';
import type { SealedCopy } from './sealed-tier';

/** Our copy of what is cached, if it still stands: one trip that asks. Who takes it hands it out. */
export async function takeStandingCopy<T>(
  deps: ResolverDeps,
  key: EntryKey,
  part: Part<T>,
): Promise<SealedCopy | null> {
  const { copies, standing } = deps.resolving;
  const copy = copies.find(key, part.name, deps.clock.now());
  if (!copy) return null;
  const stands = await standing.get(key.workspaceId, copy.stamp);
  if (!stands || deps.clock.now() >= copy.expiresAt.getTime()) {
    copies.forget(copy);
    return null;
  }
  noteTaken(deps, key, part, copy);
  return copy;
}

/** Asked for so often that it will be read anew in any case, it is read before it expires, so that nobody waits for it. */
export function noteTaken<T>(deps: ResolverDeps, key: EntryKey, part: Part<T>, copy: SealedCopy): void {
  copy.served += 1;
  if (copy.refreshing || !isRefreshDue(copy, deps.clock.now())) return;
  copy.refreshing = true;
  // If it fails, the value is there until it expires, and then the failure is met by who asks.
  readAhead(deps, key, part, copy).catch(() => {});
}

async function readAhead<T>(
  deps: ResolverDeps,
  key: EntryKey,
  part: Part<T>,
  { stamp }: SealedCopy,
): Promise<void> {
  const found = await requireResolvable(deps.resolving.reads, key, part.name);
  if (found.cached?.stamp === stamp) await flyTogether(deps, boundOf(found), part);
}

/** One decryption. What it takes besides is done the first time. */
export async function openCopy<T>(
  { keys }: ResolverDeps,
  copy: SealedCopy,
  part: Part<T>,
): Promise<Resolved<T>> {
  const { cell, sealed, resolvedAt, expiresAt } = copy;
  copy.open ??= await preparePart(keys, cell, resolvedAt, sealed);
  const value = part.unpack(copy.open());
  const place = placeOf({ entry: copy });
  return { value, source: 'cache', stale: false, resolvedAt, refreshAt: expiresAt, ...place };
}
