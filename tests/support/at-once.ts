import { setImmediate as turn } from 'node:timers/promises';

const TURNS = 10;

/** Callers who come at the same time, over ten turns of the event loop: those of one turn share more than those of several. */
export async function atOnce<T>(count: number, work: () => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  const begun: Promise<PromiseSettledResult<T>[]>[] = [];
  for (let came = 0; came < TURNS; came += 1) {
    begun.push(Promise.allSettled(Array.from({ length: count / TURNS }, work)));
    await turn();
  }
  return (await Promise.all(begun)).flat();
}
