import { describeError, type Log } from '@/lib/log';

/** What a shutdown may take before the process ends anyway, in milliseconds. */
const GRACE_MS = 8_000;

/** Ends cleanly when asked to (SIGTERM, SIGINT) and when the process that started this one is gone. */
export function endWithParent(log: Log, close: () => Promise<void>): void {
  let ending = false;
  const end = (reason: string) => {
    if (ending) return;
    ending = true;
    log.info({ reason }, 'ending');
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(describeError(error), 'the shutdown failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  process.once('disconnect', () => end('parent gone'));
  // What happened has been logged; see guard-process.ts.
  process.on('uncaughtException', () => end('uncaught exception'));
}
