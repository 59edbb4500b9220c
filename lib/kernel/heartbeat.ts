import type { Clock } from './clock';

/**
 * Calls `beat` every so often, until `stop`, or until `beat` answers false; the first time after that long, because
 * whoever took the lease has set it. A beat that throws counts as missed (the database is away for a moment): whoever
 * sets a lease makes it outlive several of them.
 */
export function keepBeating(
  clock: Clock,
  everyMs: number,
  beat: () => Promise<boolean>,
): { stop(): Promise<void> } {
  const ended = new AbortController();
  const beating = (async () => {
    while (!ended.signal.aborted) {
      await clock.sleep(everyMs, ended.signal).catch(() => undefined);
      if (ended.signal.aborted || !(await beat().catch(() => true))) return;
    }
  })();
  return {
    async stop() {
      ended.abort();
      await beating;
    },
  };
}
