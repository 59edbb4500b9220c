import type { Limits } from './chaos';
import { Exhaustive, nameOf } from './choices';
import { beginning, type Execution, type Protocol, protocol, run } from './execution';
import type { History } from './history';
import { Moments } from './moments';
import type { Violation } from './sim-world';

export interface Tally {
  executions: number;
  lost: number;
  overwritten: number;
  lockouts: number;
  mostFailedLogins: number;
  /** Any other broken promise. */
  otherwise: number;
  ends: Record<string, number>;
  /** The same without any event from outside. */
  undisturbedEnds: Record<string, number>;
  /** Names of executions that broke a promise, a few of each kind. */
  broken: { name: string; violation: Violation }[];
  /** The longest of long histories. */
  longestMs: number;
}

const EXAMPLES = 3;

export interface SweepOptions {
  limits: Limits;
  under?: Protocol;
  /** Only executions that begin with these choices. */
  fixed?: readonly number[];
  mostExecutions?: number;
  /** Stop when this promise was broken. */
  until?: Violation['kind'];
}

export function emptyTally(): Tally {
  return {
    ...{ executions: 0, lost: 0, overwritten: 0, lockouts: 0, mostFailedLogins: 0, otherwise: 0 },
    ...{ ends: {}, undisturbedEnds: {}, broken: [], longestMs: 0 },
  };
}

/** Runs every execution within the limits and counts what came of it. */
export async function sweep(options: SweepOptions): Promise<Tally> {
  const { limits, under = protocol, fixed = [], mostExecutions = Infinity, until } = options;
  const choices = new Exhaustive(fixed);
  const moments = new Moments(choices);
  const tally = emptyTally();
  do {
    const course = moments.takeUp() ?? beginning(choices, limits);
    const execution = await run(course, under, (reached) => moments.keep(reached));
    addExecution(tally, execution, () => nameOf(choices.taken));
    if (until && tally.broken.some(({ violation }) => violation.kind === until)) break;
  } while (tally.executions < mostExecutions && choices.next());
  return tally;
}

export function addExecution(tally: Tally, execution: Execution, name: () => string): void {
  const { world, end, undisturbed } = execution;
  tally.executions += 1;
  tally.mostFailedLogins = Math.max(tally.mostFailedLogins, world.site.mostFailures);
  tally.ends[end] = (tally.ends[end] ?? 0) + 1;
  if (undisturbed) tally.undisturbedEnds[end] = (tally.undisturbedEnds[end] ?? 0) + 1;
  if (world.violations.length > 0) count(tally, name(), world.violations);
}

export function addHistory(tally: Tally, { world, rotations }: History, seed: number): void {
  tally.executions += rotations;
  tally.mostFailedLogins = Math.max(tally.mostFailedLogins, world.site.mostFailures);
  tally.longestMs = Math.max(tally.longestMs, world.longestMs);
  if (world.violations.length > 0) count(tally, String(seed), world.violations);
}

export function addTally(sum: Tally, part: Tally): void {
  for (const key of ['executions', 'lost', 'overwritten', 'lockouts', 'otherwise'] as const) {
    sum[key] += part[key];
  }
  sum.longestMs = Math.max(sum.longestMs, part.longestMs);
  sum.mostFailedLogins = Math.max(sum.mostFailedLogins, part.mostFailedLogins);
  for (const key of ['ends', 'undisturbedEnds'] as const) {
    for (const [end, times] of Object.entries(part[key])) sum[key][end] = (sum[key][end] ?? 0) + times;
  }
  sum.broken.push(...part.broken);
}

/** An execution counts once per kind of promise that it broke. */
function count(tally: Tally, name: string, violations: readonly Violation[]): void {
  for (const kind of new Set(violations.map((violation) => violation.kind))) {
    if (kind === 'lost') tally.lost += 1;
    else if (kind === 'overwritten') tally.overwritten += 1;
    else if (kind === 'lockout') tally.lockouts += 1;
    else tally.otherwise += 1;
    const violation = violations.find((one) => one.kind === kind);
    const known = tally.broken.filter((one) => one.violation.kind === kind).length;
    if (violation && known < EXAMPLES) tally.broken.push({ name, violation });
  }
}
