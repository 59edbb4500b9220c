import type { Limits } from './chaos';
import { Exhaustive, nameOf, Seeded } from './choices';
import { execute } from './execution';
import { liveThrough } from './history';
import { addExecution, addHistory, emptyTally, sweep, type Tally } from './sweep';

/** A share of the work, as it is handed to a process. */
export type Job =
  | { kind: 'subtree'; limits: Limits; fixed: number[]; mostExecutions: number }
  | { kind: 'sample'; limits: Limits; fromSeed: number; seeds: number; unusual: number }
  | { kind: 'histories'; fromSeed: number; seeds: number };

export async function perform(job: Job): Promise<Tally> {
  if (job.kind === 'subtree') {
    const { limits, fixed, mostExecutions } = job;
    return sweep({ limits, fixed, mostExecutions });
  }
  const tally = emptyTally();
  for (let seed = job.fromSeed; seed < job.fromSeed + job.seeds; seed += 1) {
    if (job.kind === 'histories') {
      addHistory(tally, await liveThrough(seed), seed);
    } else {
      const choices = new Seeded(seed, job.unusual);
      addExecution(tally, await execute(choices, job.limits), () => nameOf(choices.taken));
    }
  }
  return tally;
}

/**
 * The tree of executions, cut where the first unusual thing happens: each of these beginnings leads to executions of its
 * own, and together with the one in which nothing happens they are all.
 */
export async function subtrees(limits: Limits): Promise<number[][]> {
  const options: number[] = [];
  const watching = new Exhaustive();
  const undisturbed = {
    pick(count: number) {
      options.push(count);
      return watching.pick(count);
    },
  };
  await execute(undisturbed, limits);
  return options.flatMap((count, at) =>
    Array.from({ length: count - 1 }, (_, option) => [...Array<number>(at).fill(0), option + 1]),
  );
}
