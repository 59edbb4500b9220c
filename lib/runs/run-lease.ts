import { z } from 'zod';
import type { Database } from '@/lib/db/database';
import type { Notifications } from '@/lib/db/notifications';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import type { Clock } from '@/lib/kernel/clock';
import { keepBeating } from '@/lib/kernel/heartbeat';
import { addEvents, writtenEvents } from './append-event';
import { runCredentials } from './run-credentials';
import { RunStopped } from './run-failure';
import { takeEntries, takenEntries } from './take-entries';

/** A worker that does not renew for this long is taken for dead. */
export const LEASE_MS = 15_000;
const HEARTBEAT_MS = 2_000;
/** PostgreSQL channel; the payload is `workspace:run`. */
export const RUN_INTERRUPTED = 'run_interrupted';

export interface RunKey {
  workspaceId: string;
  runId: string;
}

const DUE = `
  select id, workspace_id as "workspaceId", steps, credentials, input_variables as "inputVariables",
         dry_run as "dryRun", errors, epoch, attempt, created_at as "createdAt"
    from run
   where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid and status = 'queued'
     and (not_before is null or not_before <= $2::timestamptz) for update`;

const dueRun = z.object({
  id: z.string(),
  workspaceId: z.string(),
  steps: z.unknown(),
  credentials: runCredentials,
  inputVariables: z.unknown(),
  dryRun: z.unknown(),
  errors: z.unknown(),
  epoch: z.number(),
  attempt: z.number(),
  createdAt: z.date(),
});

/** What a run is carried out with. */
export type ClaimedRun = z.infer<typeof dueRun>;

/**
 * Exactly one worker gets a queued run, together with the entries it needs. Null when another had it, when it was
 * stopped before it began, or when it has to wait for an entry: whoever gives that back enqueues it (wake-waiting.ts).
 * `begins` is told as soon as nothing but the database can come between.
 */
export async function claimRun(
  deps: { db: Database; clock: Clock },
  key: RunKey,
  begins: (run: ClaimedRun) => void = () => {},
): Promise<ClaimedRun | null> {
  const { workspaceId, runId } = key;
  const now = new Date(deps.clock.now());
  let claimed: ClaimedRun | null = null;
  await deps.db.inTrips(workspaceId, async (send) => {
    const [[row] = []] = await send([{ name: 'due_run', text: DUE, values: [runId, now] }]);
    if (row === undefined) return [];
    const due = dueRun.parse(row);
    const { chosen, areHeld } = await takeEntries(send, due.credentials, now);
    if (!chosen) return [notedWaiting(key, areHeld)];
    claimed = { ...due, credentials: chosen, epoch: due.epoch + 1, attempt: due.attempt + 1 };
    begins(claimed);
    // Now that it has its entries: waiting for the run before to give them back took its time.
    const startedAt = deps.clock.now();
    return [
      takenEntries(chosen, now),
      begun(claimed, startedAt),
      addEvents(key, [{ event: 'execution.start' }]),
    ];
  });
  return claimed;
}

const BEGIN = `
  update run set status = 'running', credentials = $2::jsonb, epoch = $3::int, attempt = $4::int,
         started_at = $5::timestamptz, lease_until = $6::timestamptz
   where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid`;

function begun({ id, credentials, epoch, attempt }: ClaimedRun, startedAt: number): Statement {
  const times = [new Date(startedAt), new Date(startedAt + LEASE_MS)];
  return {
    name: 'begin_run',
    text: BEGIN,
    values: [id, JSON.stringify(credentials), epoch, attempt, ...times],
  };
}

/** Told once for each reason, however often it is looked whether the entry is free. */
const NOTE_WAITING = `
  select from (
      select where not exists (
        select from (select event, payload from run_event
                      where workspace_id = ${CURRENT_WORKSPACE} and run_id = $1::uuid order by seq desc limit 1) newest
         where newest.event = 'execution.pause' and newest.payload ->> 'message' = $2)) anew
    cross join lateral append_run_events(${CURRENT_WORKSPACE}, $1::uuid, $3::jsonb)`;

function notedWaiting({ runId }: RunKey, areHeld: boolean): Statement {
  const message = areHeld
    ? 'The run waits while the password of its login is being changed. It begins by itself afterwards.'
    : 'The run waits until its login is free: other runs are using it. It begins by itself afterwards.';
  const events = writtenEvents([{ event: 'execution.pause', payload: { message } }]);
  return { name: 'note_waiting', text: NOTE_WAITING, values: [runId, message, events] };
}

const RENEW = `
  update run set lease_until = $3::timestamptz
   where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid and epoch = $2::int and status = 'running'
  returning interrupted_at is not null as "isInterrupted"`;

const renewed = z.array(z.object({ isInterrupted: z.boolean() }));

/**
 * Renews until told to stop. Aborts the run when a person interrupts it or when another worker has taken it over: at once
 * where it is told of the interruption, else with the next renewal.
 */
export function keepLease(
  deps: { db: Database; clock: Clock; notifications: Notifications },
  { workspaceId, runId }: RunKey,
  epoch: number,
  controller: AbortController,
): { stop(): Promise<void> } {
  const listening = listenForInterruption(deps.notifications, { workspaceId, runId }, controller);
  const beating = keepBeating(deps.clock, HEARTBEAT_MS, async () => {
    const leaseUntil = new Date(deps.clock.now() + LEASE_MS);
    const renewing = { name: 'renew_lease', text: RENEW, values: [runId, epoch, leaseUntil] };
    let rows: unknown;
    await deps.db.inTwoTrips(workspaceId, [renewing], (found) => {
      [rows] = found;
      return [];
    });
    const [run] = renewed.parse(rows);
    if (run === undefined) controller.abort(new RunStopped('lease_lost'));
    if (run?.isInterrupted) controller.abort(new RunStopped('interrupted'));
    return !controller.signal.aborted;
  });
  return {
    stop() {
      // Not waited for: a database that does not answer must not keep the worker from its next run.
      void listening.then((unsubscribe) => unsubscribe());
      return beating.stop();
    },
  };
}

/** A database that is away tells of nothing; whoever renews the lease finds that out. */
function listenForInterruption(
  notifications: Notifications,
  { workspaceId, runId }: RunKey,
  controller: AbortController,
): Promise<() => void> {
  const mine = `${workspaceId}:${runId}`;
  const onInterruption = (payload: string) => {
    if (payload === mine) controller.abort(new RunStopped('interrupted'));
  };
  return notifications.subscribe(RUN_INTERRUPTED, onInterruption).catch(() => () => {});
}
