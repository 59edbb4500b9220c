import { type Actor, requirePermission } from '@/lib/access/actor';
import { EVENT_LIFE_SECONDS, type WireRunEvent } from '@/lib/contract/run-event';
import { listenFor } from '@/lib/db/bell';
import type { Database } from '@/lib/db/database';
import type { RunEvent } from '@/lib/db/generated/client';
import type { Notifications } from '@/lib/db/notifications';
import type { Clock } from '@/lib/kernel/clock';
import { CLIENT_CHANGED } from './append-event';
import { presentEvent } from './run-event-view';

/** How often a stream marks what it has brought. */
export const BEAT_MS = 15_000;
/**
 * A client takes events of a run from the moment on in which the answer of `POST /run` has reached it; what comes
 * before it drops. So the first events of a run wait this long, and no run waits for its events.
 */
const HEAD_START_MS = 300;
const PAGE = 200;

export type ClientEvent =
  /** There is a stream: the first that comes. */
  | { kind: 'open' }
  /** `seq` is the place in the client's stream. */
  | { kind: 'event'; seq: bigint; event: WireRunEvent };

interface WatchDeps {
  db: Database;
  notifications: Notifications;
  clock: Clock;
}

/**
 * All events of the runs of one client id, in the order in which they were committed, until the signal aborts.
 *
 * Promise: after a reconnection no event is missing. With `after` (Last-Event-ID) it goes on exactly there; without, from
 * where a former stream was when it was last known to live, so that some may come twice. Events older than an hour are
 * history and do not come again.
 */
export async function* watchClient(
  deps: WatchDeps,
  actor: Actor,
  { clientId, after, signal }: { clientId: string; after: bigint | null; signal: AbortSignal },
): AsyncGenerator<ClientEvent> {
  requirePermission(actor, 'runs:read');
  const stream = { workspaceId: actor.workspaceId, clientId };
  const bell = await listenFor(deps.notifications, [
    { channel: CLIENT_CHANGED, matches: (payload) => payload === `${actor.workspaceId}:${clientId}` },
  ]);
  try {
    let brought = after ?? (await lastDelivered(deps, stream));
    let known = brought;
    let beatAt = deps.clock.now() + BEAT_MS;
    // At once: a client may wait for its first byte before it starts a run.
    yield { kind: 'open' };
    while (!signal.aborted) {
      const rows = await readAfter(deps, stream, brought);
      for (const row of rows) {
        await headStart(deps.clock, row, signal);
        if (row.clientSeq === null || signal.aborted) break;
        yield { kind: 'event', seq: row.clientSeq, event: presentEvent(row) };
        brought = row.clientSeq;
      }
      if (deps.clock.now() >= beatAt) {
        // What was written before the former beat has gone over a connection that lived on since.
        await markDelivered(deps, stream, known);
        known = brought;
        beatAt = deps.clock.now() + BEAT_MS;
      }
      if (rows.length < PAGE) await bell.wait(deps.clock, Math.max(beatAt - deps.clock.now(), 0), signal);
    }
  } finally {
    bell.close();
  }
}

interface Stream {
  workspaceId: string;
  clientId: string;
}

type StreamRow = RunEvent & { run: { createdAt: Date } };

async function readAfter(
  { db, clock }: WatchDeps,
  { workspaceId, clientId }: Stream,
  seq: bigint,
): Promise<StreamRow[]> {
  const oldest = new Date(clock.now() - EVENT_LIFE_SECONDS * 1000);
  return db.withWorkspace(workspaceId, (tx) =>
    tx.runEvent.findMany({
      where: { workspaceId, clientId, clientSeq: { gt: seq }, createdAt: { gt: oldest } },
      include: { run: { select: { createdAt: true } } },
      orderBy: { clientSeq: 'asc' },
      take: PAGE,
    }),
  );
}

async function lastDelivered({ db }: WatchDeps, { workspaceId, clientId }: Stream): Promise<bigint> {
  const row = await db.withWorkspace(workspaceId, (tx) =>
    tx.runClient.findUnique({ where: { workspaceId_clientId: { workspaceId, clientId } } }),
  );
  return row?.deliveredSeq ?? 0n;
}

async function markDelivered({ db }: WatchDeps, { workspaceId, clientId }: Stream, seq: bigint) {
  await db.withWorkspace(workspaceId, (tx) =>
    tx.runClient.updateMany({
      where: { workspaceId, clientId, deliveredSeq: { lt: seq } },
      data: { deliveredSeq: seq },
    }),
  );
}

async function headStart(clock: Clock, { run }: StreamRow, signal: AbortSignal): Promise<void> {
  const left = run.createdAt.getTime() + HEAD_START_MS - clock.now();
  if (left > 0) await clock.sleep(Math.min(left, HEAD_START_MS), signal).catch(() => undefined);
}
