import { purgeRequests } from '@/lib/idempotency/purge-requests';
import type { Clock } from '@/lib/kernel/clock';
import { describeError, type Log } from '@/lib/log';
import { purgeExpired } from '@/lib/resolver/purge-expired';
import { recoverRuns } from '@/lib/runs/recover-runs';
import type { Services } from '@/lib/services';
import { purgeSignInChecks, recoverSignInChecks } from '@/lib/sign-ins/recover-sign-in-checks';
import { recoverDeliveries } from '@/lib/webhooks/recover-deliveries';

/** Often enough that a run whose worker died is told so within seconds; all sweeps are indexed look-ups. */
const INTERVAL_MS = 5_000;

/** Looks after what a dead process left behind and deletes what has expired. Every worker does; doing it twice is harmless. */
export function sweepPeriodically(services: Services, clock: Clock, log: Log): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const { failed, requeued } = await recoverRuns(services);
        if (failed + requeued > 0) log.warn({ failed, requeued }, 'runs of a lost worker');
        const checks = await recoverSignInChecks(services);
        if (checks.ended + checks.requeued > 0) log.warn(checks, 'sign-in checks of a lost worker');
        await recoverDeliveries(services);
        await purgeExpired(services);
        await purgeRequests(services);
        await purgeSignInChecks(services);
      } catch (error) {
        log.error(describeError(error), 'a sweep failed');
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
