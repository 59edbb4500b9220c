import { type RunEventName, runEventName } from '@/lib/contract/run-event';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import { queueRunWebhooks } from '@/lib/webhooks/announce-event';
import { toldPayload } from './run-event-view';
import type { RunKey } from './run-lease';

/** PostgreSQL channels; the payloads are `workspace:run` and `workspace:client id`. */
export const RUN_CHANGED = 'run_changed';
export const CLIENT_CHANGED = 'run_client_changed';

/** What only our own pages are shown: lines below a step, and how a step ended. */
type InnerEvent = 'step.note' | 'step.ended';

export interface NewEvent {
  event: RunEventName | InnerEvent;
  payload?: Prisma.InputJsonObject;
  /** How long ago it happened, in milliseconds; by the clock of whoever saw it, so that two clocks need not agree. */
  agoMs?: number;
}

export function appendEvent(
  tx: WorkspaceTransaction,
  key: RunKey,
  event: NewEvent['event'],
  payload: Prisma.InputJsonObject = {},
): Promise<void> {
  return appendEvents(tx, key, [{ event, payload }]);
}

/**
 * Adds to a run's history and tells whoever watches, both only if the transaction commits. The run's row is locked
 * first, so that the sequence has no gap and no double. Events that clients are shown name the run and its workflow,
 * have a place in the stream of the run's client, and go to webhooks.
 */
export async function appendEvents(
  tx: WorkspaceTransaction,
  key: RunKey,
  events: readonly NewEvent[],
): Promise<void> {
  const { workspaceId, runId } = key;
  const [run] = await tx.$queryRaw<Array<{ workflow_id: string; client_id: string | null }>>`
    select workflow_id, client_id from run
     where workspace_id = ${workspaceId}::uuid and id = ${runId}::uuid for update`;
  if (!run || events.length === 0) return;
  const rows = events.map(({ event, payload = {}, agoMs = 0 }, place) => {
    const shown = runEventName.safeParse(event).data;
    const named = shown ? { session_id: runId, workflow_id: run.workflow_id, ...payload } : payload;
    return { place: place + 1, event, shown, payload: named, ago: agoMs };
  });
  const told = rows.flatMap(({ shown, payload }) => (shown ? { event: shown, payload } : []));
  const clientId = told.length === 0 ? null : run.client_id;
  const before = clientId === null ? null : await takeClientSeqs(tx, workspaceId, clientId, told.length);
  await insert(tx, key, rows, clientId, before);
  if (told.length > 0)
    await queueRunWebhooks(
      tx,
      key,
      told.map(({ event, payload }) => ({ event, payload: toldPayload(payload) })),
    );
}

/** A statement of its own behind the lock: it sees what whoever held the lock before has added. */
async function insert(
  tx: WorkspaceTransaction,
  { workspaceId, runId }: RunKey,
  rows: ReadonlyArray<{ place: number; event: string; payload: Prisma.InputJsonObject; shown: unknown }>,
  clientId: string | null,
  clientSeqBefore: bigint | null,
): Promise<void> {
  await tx.$executeRaw`
    with added as (
      insert into run_event (workspace_id, run_id, seq, event, payload, client_id, client_seq, created_at)
      select ${workspaceId}::uuid, ${runId}::uuid, newest.seq + one.place, one.event, one.payload,
             case when one.shown is null then null else ${clientId} end,
             case when one.shown is null then null
                  else ${clientSeqBefore}::bigint + count(one.shown) over (order by one.place) end,
             clock_timestamp() - one.ago * interval '1 millisecond'
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
               as one(place int, event text, payload jsonb, shown text, ago float8),
             (select coalesce(max(seq), 0) as seq from run_event
               where workspace_id = ${workspaceId}::uuid and run_id = ${runId}::uuid) newest)
    select pg_notify(channel, payload)
      from (values (${RUN_CHANGED}, ${`${workspaceId}:${runId}`}),
                   (${CLIENT_CHANGED}, ${`${workspaceId}:${clientId}`})) as told(channel, payload)
     where channel = ${RUN_CHANGED} or ${clientId !== null}`;
}

/** For changes of a run that are no event of its history. */
export async function notifyChange(tx: WorkspaceTransaction, { workspaceId, runId }: RunKey): Promise<void> {
  await tx.$executeRaw`select pg_notify(${RUN_CHANGED}, ${`${workspaceId}:${runId}`})`;
}

/**
 * The number before the first of those that are taken. The lock on this row lasts until the commit, so numbers are seen
 * in their order and none is seen late. They begin at the time of day: a client that was forgotten and comes back does
 * not meet its old numbers.
 */
async function takeClientSeqs(
  tx: WorkspaceTransaction,
  workspaceId: string,
  clientId: string,
  count: number,
): Promise<bigint> {
  const [row] = await tx.$queryRaw<Array<{ last_seq: bigint }>>`
    insert into run_client (workspace_id, client_id, last_seq)
    values (${workspaceId}::uuid, ${clientId}, (extract(epoch from clock_timestamp()) * 1000)::bigint + ${count})
    on conflict (workspace_id, client_id)
    do update set last_seq = run_client.last_seq + ${count}, updated_at = now()
    returning last_seq`;
  return (row?.last_seq ?? 0n) - BigInt(count);
}
