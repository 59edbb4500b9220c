import { sweepAlerts } from '@/lib/alerts/sweep-alerts';
import { appendHead, HeadExport } from '@/lib/audit-log/export-heads';
import { recoverHealthScans } from '@/lib/health-scans/recover-health-scans';
import { purgeRequests } from '@/lib/idempotency/purge-requests';
import type { Clock } from '@/lib/kernel/clock';
import { describeError, type Log } from '@/lib/log';
import { purgeExpired } from '@/lib/resolver/purge-expired';
import { adoptLeftovers } from '@/lib/rotation/adopt-leftovers';
import { shredRotations, sweepRotations } from '@/lib/rotation/sweep-rotations';
import { recoverRuns } from '@/lib/runs/recover-runs';
import { flagOldItems } from '@/lib/schedules/flag-old-items';
import { settleSchedules } from '@/lib/schedules/settle-schedules';
import { startDueRotations } from '@/lib/schedules/start-due-rotations';
import { startForcedRotations } from '@/lib/schedules/start-forced-rotations';
import type { Services } from '@/lib/services';
import { purgeSignInChecks, recoverSignInChecks } from '@/lib/sign-ins/recover-sign-in-checks';
import { recoverDeliveries } from '@/lib/webhooks/recover-deliveries';

/** Often enough that a run whose worker died is told so within seconds; all sweeps are indexed look-ups. */
const INTERVAL_MS = 5_000;

/** How much of a chain's end could be cut off unseen. */
const HEADS_MS = 3_600_000;

type Sweep = (services: Services, log: Log) => Promise<void>;

/** In this order, and each by itself: one that fails does not keep the others from their work. */
const SWEEPS: readonly Sweep[] = [
  async (services, log) => {
    const { failed, requeued } = await recoverRuns(services);
    if (failed + requeued > 0) log.warn({ failed, requeued }, 'runs of a lost worker');
  },
  async (services, log) => {
    const { ended, requeued } = await recoverSignInChecks(services);
    if (ended + requeued > 0) log.warn({ ended, requeued }, 'sign-in checks of a lost worker');
  },
  async (services, log) => {
    await settleSchedules(services);
    const due = await startDueRotations(services);
    const forced = await startForcedRotations(services);
    const flagged = await flagOldItems(services);
    if (due + forced + flagged > 0) log.info({ due, forced, flagged }, 'rotations started');
  },
  async (services, log) => {
    const adopted = await adoptLeftovers(services);
    if (adopted > 0) log.warn({ adopted }, 'candidates in items that the database did not know');
    const queued = await sweepRotations(services);
    if (queued > 0) log.debug({ queued }, 'rotations that are due');
    await shredRotations(services);
  },
  recoverDeliveries,
  async (services, log) => {
    const scans = await recoverHealthScans(services);
    if (scans > 0) log.warn({ scans }, 'health scans that nobody worked on');
  },
  async (services, log) => {
    const { raised, resolved } = await sweepAlerts(services);
    if (raised + resolved > 0) log.info({ raised, resolved }, 'alerts');
  },
  purgeExpired,
  purgeRequests,
  purgeSignInChecks,
];

/** Looks after what a dead process left behind, what is due and what has expired. Every worker does; doing it twice is harmless. */
export function sweepPeriodically(services: Services, clock: Clock, log: Log): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const sweeps = [...SWEEPS, exportHeadsHourly(services, clock, log)];
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      for (const sweep of sweeps) {
        if (stopping.signal.aborted) break;
        await sweep(services, log).catch((error: unknown) =>
          log.error(describeError(error), 'a sweep failed'),
        );
      }
      await clock.sleep(INTERVAL_MS, stopping.signal).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/** To the log, which is shipped elsewhere where it matters, and to a file where the operator names one. */
function exportHeadsHourly({ db, env }: Services, clock: Clock, log: Log): Sweep {
  const file = env.auditHeadsFile;
  const heads = new HeadExport(db, async (head) => {
    log.info({ auditHead: head }, 'the end of an audit chain');
    if (file) await appendHead(file, head);
  });
  let due = clock.now();
  return async () => {
    if (clock.now() < due) return;
    due = clock.now() + HEADS_MS;
    await heads.run();
  };
}
