import { type RunEventName, runEventName } from '@/lib/contract/run-event';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { Statement } from '@/lib/db/workspace-reader';
import type { RunKey } from './run-lease';

/** PostgreSQL channels that `append_run_events` tells; the payloads are `workspace:run` and `workspace:client id`. */
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

export async function appendEvent(
  tx: WorkspaceTransaction,
  key: RunKey,
  event: NewEvent['event'],
  payload: Prisma.InputJsonObject = {},
): Promise<void> {
  const { text, values } = addEvents(key, [{ event, payload }]);
  await tx.$executeRawUnsafe(text, ...values);
}

/**
 * Adds to a run's history and tells whoever watches, both only if the transaction commits. Events that clients are shown
 * name the run and its workflow, have a place in the stream of the run's client, and go to webhooks.
 */
export function addEvents({ workspaceId, runId }: RunKey, events: readonly NewEvent[]): Statement {
  return {
    name: 'append_run_events',
    text: 'select from append_run_events($1::uuid, $2::uuid, $3::jsonb)',
    values: [workspaceId, runId, writtenEvents(events)],
  };
}

/** As the functions of the database take them. */
export function writtenEvents(events: readonly NewEvent[]): string {
  return JSON.stringify(
    events.map(({ event, payload = {}, agoMs: ago = 0 }) => ({
      event,
      payload,
      ago,
      shown: runEventName.safeParse(event).success,
    })),
  );
}

/** For changes of a run that are no event of its history. */
export async function notifyChange(tx: WorkspaceTransaction, { workspaceId, runId }: RunKey): Promise<void> {
  await tx.$executeRaw`select pg_notify(${RUN_CHANGED}, ${`${workspaceId}:${runId}`})`;
}
