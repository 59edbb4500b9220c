import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Replayed } from './choices';
import { execute } from './execution';
import { type Job, perform, subtrees } from './sim-job';
import { addTally, emptyTally, type Tally } from './sweep';

/**
 * `npm run sim`: the rotation's own machine and loop in a simulated world, in every way in which things can go wrong.
 *
 *   npm run sim                               all executions with two faults and one event
 *   npm run sim -- --faults 3 --sample 2000000    as many seeds with three faults, where all would be too many
 *   npm run sim -- --replay 12:3,20:1         one execution, told as a story; names are printed with what is broken
 *
 * The last line is the figure. Exits with 1 when a promise was broken.
 */
const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '2' },
    events: { type: 'string', default: '1' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    replay: { type: 'string' },
  },
});
const limits = { faults: Number(values.faults), events: Number(values.events) };
const SEEDS_AT_ONCE = 20_000;
/** How often something unusual happens in a sampled execution, per choice; the limits end it. */
const UNUSUAL = 0.06;

if (process.send) work();
else if (values.replay !== undefined) await replay(values.replay);
else process.exit((await simulate()) ? 0 : 1);

async function replay(name: string): Promise<void> {
  const { world } = await execute(new Replayed(name), limits, { tell: true });
  console.log(world.story?.join('\n'));
}

async function simulate(): Promise<boolean> {
  const started = performance.now();
  const tally = await shareOut(await jobs());
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(`ends: ${told(tally.ends)}`);
  console.log(`ends without an event: ${told(tally.undisturbedEnds)}`);
  for (const { name, violation } of tally.broken.slice(0, 10)) {
    console.log(`${violation.kind}: ${violation.what}; tell it with --replay ${name}`);
  }
  const { executions, lost, overwritten, lockouts, mostFailedLogins, otherwise } = tally;
  if (otherwise > 0) console.log(`other broken promises: ${otherwise}`);
  console.log(
    `executions ${executions}, lost ${lost}, overwritten ${overwritten}, lockouts ${lockouts}, max_failed_logins ${mostFailedLogins}, seconds ${seconds}`,
  );
  return lost + overwritten + lockouts + otherwise === 0;
}

async function jobs(): Promise<Job[]> {
  if (values.sample !== undefined) {
    const [from, seeds] = [Number(values.seed), Number(values.sample)];
    return Array.from({ length: Math.ceil(seeds / SEEDS_AT_ONCE) }, (_, share) => ({
      kind: 'sample',
      limits,
      fromSeed: from + share * SEEDS_AT_ONCE,
      seeds: Math.min(SEEDS_AT_ONCE, seeds - share * SEEDS_AT_ONCE),
      unusual: UNUSUAL,
    }));
  }
  const all = (await subtrees(limits)).map((fixed) => ({
    kind: 'subtree' as const,
    limits,
    fixed,
    mostExecutions: Number.MAX_SAFE_INTEGER,
  }));
  return [{ kind: 'subtree', limits, fixed: [], mostExecutions: 1 }, ...all];
}

/** Each process takes the next job when it has done one. */
async function shareOut(waiting: Job[]): Promise<Tally> {
  const sum = emptyTally();
  const workers = Array.from({ length: availableParallelism() }, () => fork(import.meta.filename));
  await Promise.all(
    workers.map(async (worker) => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        addTally(sum, await ask(worker, job));
      }
      worker.disconnect();
    }),
  );
  return sum;
}

function ask(worker: ChildProcess, job: Job): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a simulating process ended with ${code}`));
    worker.once('exit', onExit);
    worker.once('message', (tally: Tally) => {
      worker.off('exit', onExit);
      resolve(tally);
    });
    worker.send(job);
  });
}

function work(): void {
  process.on('message', async (job: Job) => {
    process.send?.(await perform(job));
  });
}

function told(ends: Record<string, number>): string {
  return Object.entries(ends)
    .sort(([, a], [, b]) => b - a)
    .map(([end, times]) => `${end} ${times}`)
    .join(', ');
}
