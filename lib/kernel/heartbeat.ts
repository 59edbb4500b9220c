import type { Clock } from './clock';

/**
 * Calls `beat` at once and then every so often, until `stop`, or until `beat` answers false. A beat that throws counts
 * as missed (the database is away for a moment): whoever sets a lease makes it outlive several of them.
 */
export function keepBeating(
  clock: Clock,
  everyMs: number,
  beat: () => Promise<boolean>,
): { stop(): Promise<void> } {
  const ended = new AbortController();
  const beating = (async () => {
    while (!ended.signal.aborted) {
      if (!(await beat().catch(() => true))) return;
      await clock.sleep(everyMs, ended.signal).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      ended.abort();
      await beating;
    },
  };
}
