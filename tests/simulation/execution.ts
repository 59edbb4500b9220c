import { driveRotation } from '@/lib/rotation/drive-rotation';
import { parseMarker } from '@/lib/rotation/marker-policy';
import type { RotationEffects } from '@/lib/rotation/rotation-effects';
import { nextStep } from '@/lib/rotation/rotation-machine';
import { isFinal, type Journal } from '@/lib/rotation/rotation-state';
import type { Machine } from '@/lib/rotation/rotation-step';
import { type Chaos, ChosenChaos, killed, type Limits, type Scene, ScriptedChaos } from './chaos';
import type { Choices } from './choices';
import { SimEffects } from './sim-effects';
import { SimWorld } from './sim-world';

/** The protocol, or a deliberately broken one that the simulator has to see through. */
export interface Protocol {
  machine: Machine;
  effects(effects: RotationEffects, world: SimWorld): RotationEffects;
}

export const protocol: Protocol = { machine: nextStep, effects: (effects) => effects };

export interface Execution {
  world: SimWorld;
  end: string;
  undisturbed: boolean;
}

/** Turns are spent on crashes and waiting; a rotation that is still not at rest after so many never will be. */
const MOST_TURNS = 120;

/** One rotation from its request until nothing is left to do, whatever goes wrong on the way. */
export async function execute(
  choices: Choices,
  limits: Limits,
  { tell = false, under = protocol }: { tell?: boolean; under?: Protocol } = {},
): Promise<Execution> {
  const world = new SimWorld({ tell });
  return run(world, new ChosenChaos(world, choices, limits), under);
}

/** One rotation in which exactly these things go wrong. */
export async function enact(scenes: readonly Scene[], under: Protocol = protocol): Promise<Execution> {
  const world = new SimWorld({ tell: true });
  const chaos = new ScriptedChaos(world, scenes);
  const execution = await run(world, chaos, under);
  if (!chaos.isPlayed) throw new Error(`it never came to that:\n${world.story?.join('\n')}`);
  return execution;
}

async function run(world: SimWorld, chaos: Chaos, under: Protocol): Promise<Execution> {
  const stalled: Stalled[] = [];
  request(world);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const due = nextDue(world);
    if (due === null) {
      const sleeper = stalled.shift();
      const error = sleeper ? await wake(sleeper, world, chaos, stalled) : null;
      if (error) return broken(world, chaos, error);
      if (sleeper) continue;
      if (!leftBehind(world)) return ended(world, chaos);
      request(world);
      continue;
    }
    world.now = Math.max(world.now, due.at);
    world.tell(() => `a worker takes ${due.id.slice(-4)} (minute ${minutes(world)})`);
    const effects = under.effects(new SimEffects(world, chaos, due.id), world);
    const error = await turnOf(effects, under.machine, world, chaos, stalled);
    if (error) return broken(world, chaos, error);
  }
  return broken(world, chaos, new Error('it does not come to an end'));
}

/** A turn that stands still, and what lets it go on. */
interface Stalled {
  goOn: () => void;
  turn: Promise<Error | null>;
}

const STANDS = new Error('stands still');

/** A turn to its end, or until its worker stands still; then that one goes on after the next worker's turn. */
async function turnOf(
  effects: RotationEffects,
  machine: Machine,
  world: SimWorld,
  chaos: Chaos,
  stalled: Stalled[],
): Promise<Error | null> {
  const turn = driveRotation(effects, machine).then(
    () => null,
    (error: Error) => {
      if (error !== killed) return error;
      world.tell(() => '  the worker is gone');
      return null;
    },
  );
  const earlier = stalled.shift();
  const error = await watch(turn, chaos, stalled);
  return error ?? (earlier ? wake(earlier, world, chaos, stalled) : null);
}

async function watch(turn: Stalled['turn'], chaos: Chaos, stalled: Stalled[]): Promise<Error | null> {
  const ended = await Promise.race([turn, chaos.stalls.next().then(() => STANDS)]);
  const goOn = chaos.stalls.take();
  if (goOn) stalled.push({ goOn, turn });
  return ended === STANDS ? null : ended;
}

function wake(sleeper: Stalled, world: SimWorld, chaos: Chaos, stalled: Stalled[]): Promise<Error | null> {
  world.tell(() => 'the worker that stood still goes on');
  sleeper.goOn();
  return watch(sleeper.turn, chaos, stalled);
}

function broken(world: SimWorld, chaos: Chaos, error: unknown): Execution {
  world.report('no_rest', error instanceof Error ? error.message : 'something else than an error was thrown');
  return ended(world, chaos);
}

function ended(world: SimWorld, chaos: Chaos): Execution {
  // What is still on its way may land after all is done.
  while (world.site.late.length > 0) world.elapse();
  world.check();
  const last = world.rows.at(-1);
  const end = last ? endOf(last.journal) : 'forgotten';
  world.tell(() => `the end: ${world.rows.map(({ journal }) => endOf(journal)).join(', ')}`);
  return { world, end, undisturbed: !chaos.disturbed };
}

function endOf({ state, reason }: Journal): string {
  return reason ? `${state} (${reason})` : state;
}

/** As a person, a schedule or the look at a marker without a journal asks for one. */
function request(world: SimWorld): void {
  const { now } = world;
  const number = String(world.backups.length).padStart(12, '0');
  const journal: Journal = {
    id: `00000000-0000-4000-8000-${number}`,
    ...{ state: 'scheduled', reason: null, epoch: 0, revision: 0, previous: null, candidate: null },
    ...{ username: null, secretsLost: false, itemVersion: null, fingerprint: null, proven: null, submits: 0 },
    ...{ submitDeadline: null, evidence: null, attempts: [], attemptsCountFrom: null, failuresElsewhere: [] },
    ...{ stateSince: now, startedAt: now },
  };
  world.tell(() => `a rotation is asked for: ${journal.id.slice(-4)}`);
  world.saveRow({ journal, leaseUntil: 0, nextAttemptAt: 0, createdAt: now });
}

function nextDue(world: SimWorld): { id: string; at: number } | null {
  let next: { id: string; at: number } | null = null;
  for (const { journal, leaseUntil, nextAttemptAt } of world.rows) {
    if (isFinal(journal.state) || journal.state === 'needs_human') continue;
    const at = Math.max(leaseUntil, nextAttemptAt);
    if (next === null || at < next.at) next = { id: journal.id, at };
  }
  return next;
}

/** The item shows a candidate that no unfinished rotation of the database accounts for. */
function leftBehind(world: SimWorld): boolean {
  const { item, rows } = world;
  if (!item.exists || item.pending === null) return false;
  if (parseMarker(item.marker)?.phase !== 'staged') return false;
  return rows.every(({ journal }) => isFinal(journal.state));
}

function minutes(world: SimWorld): string {
  return ((world.now - Date.UTC(2031, 0, 1)) / 60_000).toFixed(1);
}
