import type { RotationAnswer } from '@/lib/contract/rotation-state';
import {
  answerChange,
  holdsUnknown,
  type RestoredValues,
  valuesToRestore,
} from '@/lib/rotation/answer-policy';
import { driveRotation, goOn, type Turn } from '@/lib/rotation/drive-rotation';
import { formatMarker, parseMarker } from '@/lib/rotation/marker-policy';
import type { RotationEffects } from '@/lib/rotation/rotation-effects';
import { nextStep } from '@/lib/rotation/rotation-machine';
import { changedJournal, isFinal, type Journal } from '@/lib/rotation/rotation-state';
import type { Machine } from '@/lib/rotation/rotation-step';
import { ADOPTION_REST_MS } from '@/lib/rotation/timing-policy';
import {
  type Chaos,
  ChosenChaos,
  changeByHand,
  killed,
  type Limits,
  type Scene,
  ScriptedChaos,
} from './chaos';
import type { Choices } from './choices';
import { INSTALLATION, SimEffects } from './sim-effects';
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

/** While no worker stands still: all there is to a course of events. */
export interface Course<Kind extends Chaos = Chaos> {
  world: SimWorld;
  chaos: Kind;
  turns: number;
  /** What a worker is in the midst of; null between two turns. */
  turn: BegunTurn | null;
}

interface BegunTurn extends Turn {
  rotationId: string;
  formOpen: boolean;
}

/** Turns are spent on crashes and waiting; a rotation that is still not at rest after so many never will be. */
const MOST_TURNS = 120;

/** One rotation from its request until nothing is left to do, whatever goes wrong on the way. */
export async function execute(
  choices: Choices,
  limits: Limits,
  { tell = false, under = protocol }: { tell?: boolean; under?: Protocol } = {},
): Promise<Execution> {
  return run(beginning(choices, limits, { tell }), under);
}

/** A rotation is asked for, and nothing has happened yet. */
export function beginning(
  choices: Choices,
  limits: Limits,
  { tell = false }: { tell?: boolean } = {},
): Course<ChosenChaos> {
  const world = new SimWorld({ tell });
  request(world);
  return { world, chaos: new ChosenChaos(world, choices, limits), turns: 0, turn: null };
}

/** One rotation in which exactly these things go wrong. */
export async function enact(scenes: readonly Scene[], under: Protocol = protocol): Promise<Execution> {
  const world = new SimWorld({ tell: true });
  request(world);
  const chaos = new ScriptedChaos(world, scenes);
  const execution = await run({ world, chaos, turns: 0, turn: null }, under);
  if (!chaos.isPlayed) throw new Error(`it never came to that:\n${world.story?.join('\n')}`);
  return execution;
}

/** From there to the end. `onMoment` sees it between two turns and before each step, unless a worker stands still. */
export async function run<Kind extends Chaos>(
  course: Course<Kind>,
  under: Protocol,
  onMoment?: (course: Course<Kind>) => void,
): Promise<Execution> {
  const { world, chaos } = course;
  const error = await settle(course, under, onMoment);
  return error ? broken(world, chaos, error) : ended(world, chaos);
}

/** Until nothing is left to do but what a person has to. The error that tells that it will never be, or null. */
export async function settle<Kind extends Chaos>(
  course: Course<Kind>,
  under: Protocol,
  onMoment?: (course: Course<Kind>) => void,
): Promise<Error | null> {
  const { world, chaos } = course;
  const stalled: Stalled[] = [];
  for (; course.turns < MOST_TURNS; course.turns += 1) {
    if (stalled.length === 0 && !course.turn) onMoment?.(course);
    const due = course.turn ? { id: course.turn.rotationId, at: world.now } : nextDue(world);
    if (due === null) {
      const sleeper = stalled.shift();
      const error = sleeper ? await wake(sleeper, world, chaos, stalled) : null;
      if (error) return error;
      if (sleeper) continue;
      if (answer(world, chaos.maybeAnswer.bind(chaos))) continue;
      if (!leftBehind(world)) {
        world.comeToRest();
        return null;
      }
      request(world, { adopts: true });
      continue;
    }
    world.now = Math.max(world.now, due.at);
    world.tell(() => `a worker takes ${due.id.slice(-4)} (minute ${minutes(world)})`);
    const error = await turnOf(course, due.id, under, stalled, onMoment);
    if (error) return error;
  }
  return new Error('it does not come to an end');
}

/** A turn that stands still, and what lets it go on. */
interface Stalled {
  goOn: () => void;
  turn: Promise<Error | null>;
}

const STANDS = new Error('stands still');

/** A turn to its end, or until its worker stands still; then that one goes on after the next worker's turn. */
async function turnOf<Kind extends Chaos>(
  course: Course<Kind>,
  rotationId: string,
  under: Protocol,
  stalled: Stalled[],
  onMoment?: (course: Course<Kind>) => void,
): Promise<Error | null> {
  const { world, chaos, turn: begun } = course;
  course.turn = null;
  const earlier = stalled.shift();
  let isAlone = earlier === undefined;
  const sim = new SimEffects(world, chaos, rotationId, begun?.formOpen);
  const machine: Machine = (journal, facts, now) => {
    if (isAlone) onMoment?.({ ...course, turn: { rotationId, formOpen: sim.formOpen, journal, facts } });
    return under.machine(journal, facts, now);
  };
  const effects = under.effects(sim, world);
  // Not before it is watched: the first thing that it does may be to stand still.
  const starts = Promise.resolve(begun);
  const turn = starts
    .then((turn) => (turn ? goOn(effects, machine, turn) : driveRotation(effects, machine)))
    .then(
      () => null,
      (error: Error) => {
        if (error !== killed) return error;
        world.tell(() => '  the worker is gone');
        return null;
      },
    );
  const error = await watch(turn, chaos, stalled);
  isAlone = false;
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
  world.landAll();
  const last = world.rows.at(-1);
  const end = last ? endOf(last.journal) : 'forgotten';
  world.tell(() => `the end: ${world.rows.map(({ journal }) => endOf(journal)).join(', ')}`);
  return { world, end, undisturbed: !chaos.disturbed };
}

function endOf({ state, reason }: Journal): string {
  return reason ? `${state} (${reason})` : state;
}

/** As a person, a schedule or the look at a marker without a journal asks for one. */
export function request(world: SimWorld, { adopts = false }: { adopts?: boolean } = {}): void {
  const { now } = world;
  world.requests += 1;
  const number = String(world.requests).padStart(12, '0');
  const journal: Journal = {
    id: `00000000-0000-4000-8000-${number}`,
    ...{ state: 'scheduled', reason: null, epoch: 0, revision: 0, previous: null, candidate: null },
    ...{ username: null, secretsLost: false, itemVersion: null, fingerprint: null, proven: null, submits: 0 },
    ...{ submitDeadline: null, evidence: null, attempts: [], attemptsCountFrom: null },
    ...{ failuresElsewhere: [], failuresBefore: [], stateSince: now, startedAt: now },
  };
  world.tell(() => `a rotation is asked for: ${journal.id.slice(-4)}`);
  world.saveRow({ journal, leaseUntil: 0, nextAttemptAt: 0, createdAt: now, adopts });
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

/** False when no rotation needs a person, or none cares. */
export function answer(world: SimWorld, choose: () => RotationAnswer | undefined): boolean {
  const row = world.rows.find(({ journal }) => journal.state === 'needs_human');
  const action = row && choose();
  if (!row || !action) return false;
  world.comeToRest();
  world.tell(() => `a person answers to ${row.journal.id.slice(-4)}: ${action.replaceAll('_', ' ')}`);
  world.now += 60_000;
  world.setToWork();
  const { journal } = row;
  // The next step that is shown says so; trying on without it is a risk that a person may take.
  if (action !== 'stop') world.signInByHand();
  if (action === 'changed_by_hand') changeByHand(world);
  if (action === 'restore_item') {
    const values = valuesToRestore(journal.proven, journal);
    // There is nothing to restore, or something to lose: the button says so and changes nothing.
    if (!values || (world.item.exists && holdsUnknown(world.item.pending, journal))) return true;
    world.restoreItem(values, markerAt(world, journal, values));
  }
  const answered = changedJournal(journal, answerChange(action, world.now), world.now);
  world.saveRow({
    ...row,
    journal: { ...answered, epoch: journal.epoch + 1 },
    ...{ leaseUntil: 0, nextAttemptAt: 0 },
  });
  return true;
}

function markerAt({ now }: SimWorld, { id, startedAt }: Journal, { pending }: RestoredValues): string {
  const phase = pending ? 'staged' : 'done';
  return formatMarker({
    rotationId: id,
    phase,
    startedAt,
    failures: 0,
    notedAt: now,
    installation: INSTALLATION,
  });
}

/** What the scanner goes by (lib/rotation/adopt-leftovers.ts): a candidate in the item whose rotation nobody knows. */
function leftBehind(world: SimWorld): boolean {
  const { item, rows, now } = world;
  if (!item.exists || item.pending === null) return false;
  const marker = parseMarker(item.marker);
  if (marker?.phase !== 'staged') return false;
  const known = rows.some(({ journal }) => journal.id === marker.rotationId || !isFinal(journal.state));
  return !known && !rows.some(({ adopts, createdAt }) => adopts && createdAt > now - ADOPTION_REST_MS);
}

function minutes(world: SimWorld): string {
  return ((world.now - Date.UTC(2031, 0, 1)) / 60_000).toFixed(1);
}
