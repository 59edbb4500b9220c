import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { EVENTS } from './chaos';
import { Replayed } from './choices';
import { execute } from './execution';
import { liveThrough, ROTATIONS } from './history';
import { type Job, perform, subtrees } from './sim-job';
import { addTally, emptyTally, type Tally } from './sweep';

/**
 * `npm run sim`: the rotation's own machine and loop in a simulated world, in every way in which things can go wrong.
 *
 *   npm run sim                           G1: all executions with two faults and one event
 *   npm run g2 [-- --sample 2000000]      as many seeds with three faults, where all would be too many
 *   npm run g3 [-- --seeds 10000]         histories of fifty rotations of one account
 *   npm run sim -- --replay 12:3,20:1     one execution, told as a story; names are printed with what is broken
 *   npm run g3 -- --replay 17             one history, told as a story
 *
 * The last line is the figure. Exits with 1 when a promise was broken.
 */
const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '2' },
    events: { type: 'string', default: '1' },
    sample: { type: 'string' },
    histories: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '10000' },
    replay: { type: 'string' },
  },
});
const limits = { faults: Number(values.faults), events: Number(values.events) };
const AT_ONCE = { sample: 20_000, histories: 100 } as const;
/** How often something unusual happens in a sampled execution, per choice; the limits end it. */
const UNUSUAL = 0.06;

if (process.send) work();
else if (values.replay !== undefined) await replay(values.replay);
else process.exit((await simulate()) ? 0 : 1);

async function replay(name: string): Promise<void> {
  const { world } = values.histories
    ? await liveThrough(Number(name), { tell: true })
    : await execute(new Replayed(name), limits, { tell: true });
  console.log(world.story?.join('\n'));
}

async function simulate(): Promise<boolean> {
  const started = performance.now();
  console.log(`what is run: ${whatIsRun()}`);
  const { tally, processorMs } = await shareOut(await jobs());
  console.log(`processor time: ${Math.round(processorMs / 1_000)} seconds`);
  const seconds = Math.round((performance.now() - started) / 1_000);
  if (!values.histories) {
    console.log(`ends: ${told(tally.ends)}`);
    console.log(`ends without an event: ${told(tally.undisturbedEnds)}`);
  }
  for (const { name, violation } of tally.broken.slice(0, 10)) {
    console.log(`${violation.kind}: ${violation.what}; tell it with --replay ${name}`);
  }
  console.log(values.histories ? figureOfHistories(tally, seconds) : figureOf(tally, seconds));
  const { lost, overwritten, lockouts, otherwise } = tally;
  return lost + overwritten + lockouts + otherwise === 0;
}

function whatIsRun(): string {
  if (values.histories) return `${values.seeds} histories of ${ROTATIONS} rotations each`;
  const events = EVENTS.map(({ name }) => name).join('; ');
  const within = `up to ${limits.faults} faults and ${limits.events} event (${events}), an answer of a person in the place of a fault`;
  return values.sample === undefined
    ? `every execution with ${within}`
    : `${values.sample} executions drawn by seed with ${within}`;
}

function figureOf(tally: Tally, seconds: number): string {
  const { executions, lost, overwritten, lockouts, mostFailedLogins, otherwise } = tally;
  if (otherwise > 0) console.log(`other broken promises: ${otherwise}`);
  return `executions ${executions}, lost ${lost}, overwritten ${overwritten}, lockouts ${lockouts}, max_failed_logins ${mostFailedLogins}, seconds ${seconds}`;
}

function figureOfHistories(tally: Tally, seconds: number): string {
  const { executions, lost, overwritten, lockouts, otherwise, longestMs } = tally;
  const hours = (longestMs / 3_600_000).toFixed(1);
  return `G3 seeds ${values.seeds}, rotations ${executions}, lost ${lost}, overwritten ${overwritten}, lockouts ${lockouts}, not_at_rest ${otherwise}, longest_hours ${hours}, seconds ${seconds}`;
}

async function jobs(): Promise<Job[]> {
  if (values.histories) {
    return shares(Number(values.seeds), AT_ONCE.histories).map((share) => ({ kind: 'histories', ...share }));
  }
  if (values.sample !== undefined) {
    return shares(Number(values.sample), AT_ONCE.sample).map((share) => ({
      ...{ kind: 'sample' as const, limits, unusual: UNUSUAL },
      ...share,
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

function shares(seeds: number, atOnce: number): { fromSeed: number; seeds: number }[] {
  return Array.from({ length: Math.ceil(seeds / atOnce) }, (_, share) => ({
    fromSeed: Number(values.seed) + share * atOnce,
    seeds: Math.min(atOnce, seeds - share * atOnce),
  }));
}

interface Done {
  tally: Tally;
  /** What it took, whatever else the machine was doing. */
  processorMs: number;
}

/** Each process takes the next job when it has done one. */
async function shareOut(waiting: Job[]): Promise<Done> {
  const sum: Done = { tally: emptyTally(), processorMs: 0 };
  const workers = Array.from({ length: availableParallelism() }, () => fork(import.meta.filename));
  await Promise.all(
    workers.map(async (worker) => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const done = await ask(worker, job);
        addTally(sum.tally, done.tally);
        sum.processorMs += done.processorMs;
      }
      worker.disconnect();
    }),
  );
  return sum;
}

function ask(worker: ChildProcess, job: Job): Promise<Done> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a simulating process ended with ${code}`));
    worker.once('exit', onExit);
    worker.once('message', (done: Done) => {
      worker.off('exit', onExit);
      resolve(done);
    });
    worker.send(job);
  });
}

function work(): void {
  process.on('message', async (job: Job) => {
    const before = process.cpuUsage();
    const tally = await perform(job);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ tally, processorMs: (user + system) / 1_000 } satisfies Done);
  });
}

function told(ends: Record<string, number>): string {
  return Object.entries(ends)
    .sort(([, a], [, b]) => b - a)
    .map(([end, times]) => `${end} ${times}`)
    .join(', ');
}
