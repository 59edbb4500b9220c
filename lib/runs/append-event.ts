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

/**
 * Adds to a run's history and tells whoever watches, both only if the transaction commits. The run's row is locked
 * first, so that the sequence has no gap and no double. Events that clients are shown name the run and its workflow,
 * have a place in the stream of the run's client, and go to webhooks.
 */
export async function appendEvent(
  tx: WorkspaceTransaction,
  key: RunKey,
  event: RunEventName | InnerEvent,
  payload: Prisma.InputJsonObject = {},
): Promise<void> {
  const { workspaceId, runId } = key;
  const [run] = await tx.$queryRaw<Array<{ workflow_id: string; client_id: string | null }>>`
    select workflow_id, client_id from run
     where workspace_id = ${workspaceId}::uuid and id = ${runId}::uuid for update`;
  if (!run) return;
  const last = await tx.runEvent.aggregate({ where: { workspaceId, runId }, _max: { seq: true } });
  const row = { workspaceId, runId, seq: (last._max.seq ?? 0) + 1, event };
  const shown = runEventName.safeParse(event).data;
  if (shown === undefined) {
    await tx.runEvent.create({ data: { ...row, payload } });
  } else {
    const named = { session_id: runId, workflow_id: run.workflow_id, ...payload };
    const { client_id: clientId } = run;
    const clientSeq = clientId === null ? null : await nextClientSeq(tx, workspaceId, clientId);
    await tx.runEvent.create({ data: { ...row, payload: named, clientId, clientSeq } });
    await queueRunWebhooks(tx, key, { event: shown, payload: toldPayload(named) });
    if (clientId !== null)
      await tx.$executeRaw`select pg_notify(${CLIENT_CHANGED}, ${`${workspaceId}:${clientId}`})`;
  }
  await notifyChange(tx, key);
}

/** For changes of a run that are no event of its history. */
export async function notifyChange(tx: WorkspaceTransaction, { workspaceId, runId }: RunKey): Promise<void> {
  await tx.$executeRaw`select pg_notify(${RUN_CHANGED}, ${`${workspaceId}:${runId}`})`;
}

/**
 * The lock on this row lasts until the commit, so numbers are seen in their order and none is seen late. They begin at
 * the time of day: a client that was forgotten and comes back does not meet its old numbers.
 */
async function nextClientSeq(
  tx: WorkspaceTransaction,
  workspaceId: string,
  clientId: string,
): Promise<bigint> {
  const [row] = await tx.$queryRaw<Array<{ last_seq: bigint }>>`
    insert into run_client (workspace_id, client_id, last_seq)
    values (${workspaceId}::uuid, ${clientId}, (extract(epoch from clock_timestamp()) * 1000)::bigint)
    on conflict (workspace_id, client_id)
    do update set last_seq = run_client.last_seq + 1, updated_at = now()
    returning last_seq`;
  return row?.last_seq ?? 0n;
}
