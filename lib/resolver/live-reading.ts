import { NOT_FOUND_MS } from '@/lib/connections/breaker-policy';
import { askProvider, refuseAsDisabled } from '@/lib/connections/call-provider';
import { isSuccessDue } from '@/lib/connections/record-health';
import { Problem } from '@/lib/contract/problem';
import { newId } from '@/lib/kernel/id';
import { itemColumns } from '@/lib/vault/entry-warnings';
import { type ItemSnapshot, readSnapshot } from '@/lib/vault/item-snapshot';
import { type CachedCell, sealPart } from './cached-part';
import { type Landing, type Part, placeOf } from './part';
import type { Bound } from './resolvable-entry';
import type { ResolverDeps } from './resolver-deps';

/**
 * Reads a part from 1Password and settles it in one trip (settle_reading): is the result still wanted, what is to be
 * noted of connection and item, what is to be kept.
 *
 * Promise: nothing is handed out or kept that a *clear*, a *disable*, a change of the entry or a finished rotation has
 * made void while it was on its way.
 */
export async function readAndSettle<T>(
  deps: ResolverDeps,
  bound: Bound,
  part: Part<T>,
  flight = '',
): Promise<Landing<T>> {
  const { entry, connection } = bound;
  refuseRecentlyMissing(entry.item, part, deps.clock.now());
  // Before the question, so that a value is never older than it says.
  const resolvedAt = new Date(deps.clock.now());
  const { value, item } = await askProvider(
    deps,
    connection,
    (provider) => part.live(provider, entry, resolvedAt.getTime()),
    {
      onMissing: () => noteMissing(deps, bound, part),
    },
  );
  const sealed = await sealedForKeeping(deps, bound, part, resolvedAt, value);
  const stamp = newId();
  const outcome = await settle(deps, bound, part, { resolvedAt, item, stamp, sealed, flight });
  if (outcome === 'disabled') return refuseAsDisabled(deps, connection);
  if (outcome === 'moved' || outcome === 'gone') return 'again';
  const place = placeOf(bound);
  const refreshAt = new Date(resolvedAt.getTime() + (outcome === 'kept' ? entry.cacheTtlSeconds * 1000 : 0));
  if (sealed && outcome === 'kept') {
    const copy = { cell: cellOf(bound, part), stamp, sealed, resolvedAt, expiresAt: refreshAt, ...place };
    deps.resolving.copies.keep({ ...copy, open: null, served: 0, refreshing: false });
  }
  return { value, source: 'live', stale: false, resolvedAt, refreshAt, ...place };
}

export function cellOf({ entry, connection }: Bound, { name }: Pick<Part<unknown>, 'name'>): CachedCell {
  return {
    workspaceId: entry.workspaceId,
    entryId: entry.id,
    part: name,
    providerId: connection.id,
    providerGeneration: connection.generation,
    entryGeneration: entry.generation,
  };
}

/** An item that was not there a moment ago is not asked for again by every run of a loop. */
function refuseRecentlyMissing(item: unknown, part: Pick<Part<unknown>, 'missedAt'>, now: number): void {
  const snapshot = readSnapshot(item);
  const missedAt = snapshot && part.missedAt(snapshot);
  if (missedAt === null || now - Date.parse(missedAt) >= NOT_FOUND_MS) return;
  throw new Problem('item_not_found', {
    message: 'The item was not found a moment ago.',
    hint: 'Bind another item, or wait a minute after restoring this one.',
  });
}

async function noteMissing(
  { db, clock }: ResolverDeps,
  { entry }: Bound,
  part: Pick<Part<unknown>, 'name' | 'missing'>,
): Promise<void> {
  const snapshot = readSnapshot(entry.item);
  const { workspaceId, id, generation } = entry;
  await db.withWorkspace(workspaceId, async (tx) => {
    if (snapshot) {
      const data = itemColumns(entry.domain, part.missing(snapshot, clock.now()));
      await tx.vaultEntry.updateMany({ where: { workspaceId, id, generation }, data });
    }
    await tx.$executeRaw`update cached_secret set kept_until = expires_at
      where workspace_id = ${workspaceId}::uuid and entry_id = ${id}::uuid and part = ${part.name}`;
  });
}

/** Null when nothing is to be kept: then nothing is sealed either. */
async function sealedForKeeping<T>(
  { keys }: ResolverDeps,
  bound: Bound,
  part: Part<T>,
  resolvedAt: Date,
  value: T,
) {
  const { workspaceId, cacheTtlSeconds, unsettled } = bound.entry;
  if (cacheTtlSeconds === 0 || unsettled) return null;
  return sealPart(await keys.keyring(workspaceId), cellOf(bound, part), resolvedAt, part.pack(value));
}

type Outcome = 'kept' | 'live' | 'moved' | 'disabled' | 'gone';
const OUTCOMES: readonly Outcome[] = ['kept', 'live', 'moved', 'disabled', 'gone'];

async function settle(
  { db, clock, providers, resolving }: ResolverDeps,
  bound: Bound,
  part: Pick<Part<unknown>, 'name'>,
  reading: {
    resolvedAt: Date;
    item: ItemSnapshot | null;
    stamp: string;
    sealed: Uint8Array | null;
    flight: string;
  },
): Promise<Outcome> {
  const { entry, connection } = bound;
  const { resolvedAt, item, stamp, sealed, flight } = reading;
  const isNews = item && JSON.stringify(item) !== JSON.stringify(readSnapshot(entry.item));
  const news = isNews ? itemColumns(entry.domain, item) : null;
  const now = clock.now();
  const [row] = await db.call('settle_reading', entry.workspaceId, [
    entry.id,
    part.name,
    connection.id,
    connection.generation,
    entry.generation,
    entry.cacheTtlSeconds,
    resolvedAt,
    isSuccessDue(connection, now) && resolving.notes.take(connection.id, now),
    providers.clockSkewMs(connection.id),
    news && JSON.stringify(news.item),
    news?.itemWarnings ?? null,
    stamp,
    sealed && Buffer.from(sealed),
    flight,
  ]);
  return OUTCOMES.find((outcome) => outcome === row?.[0]) ?? 'gone';
}
