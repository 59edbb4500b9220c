/** How long a part may be silent before a line says that it is still at work. */
const HEARTBEAT_MS = 15_000;

/**
 * Lines for the person who waits: each part that takes time is named when it begins and timed when it ends.
 * @param {(line: string) => void} write
 */
export function createProgress(write = (line) => process.stdout.write(`${line}\n`)) {
  return {
    say: write,
    /** @template T @param {string} title @param {() => Promise<T>} work @returns {Promise<T>} */
    async step(title, work) {
      const started = performance.now();
      write(`${title} …`);
      const heartbeat = setInterval(() => write(`${title}: still at it (${elapsed(started)})`), HEARTBEAT_MS);
      try {
        const result = await work();
        write(`${title}: done in ${elapsed(started)}`);
        return result;
      } catch (error) {
        write(`${title}: FAILED after ${elapsed(started)}`);
        throw error;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/** Time since `started` (from `performance.now()`), in seconds with one decimal. */
export function elapsed(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
