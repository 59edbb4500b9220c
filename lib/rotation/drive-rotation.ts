import { invariant } from '@/lib/kernel/assert';
import { seenBeside } from './item-policy';
import type { Claim, ItemReading, RotationEffects } from './rotation-effects';
import { nextStep } from './rotation-machine';
import type { Journal, JournalChange } from './rotation-state';
import type { Facts, Machine, Step } from './rotation-step';

/** `lost`: another worker has it now, or the database went back in time. `parked`: it is due again later. */
export type DriveEnd = 'not_ours' | 'lost' | 'parked' | 'ended';

/** Far more than any rotation needs in one turn: a machine that goes in circles is stopped. */
const MOST_STEPS = 400;

/**
 * One turn of a rotation: takes it, asks the machine what to do, does it, until there is nothing to do for now.
 *
 * Whatever an effect throws passes through and ends the turn. The lease runs out, and the next turn goes by the journal,
 * the item and sign-ins alone.
 */
export async function driveRotation(
  effects: RotationEffects,
  machine: Machine = nextStep,
): Promise<DriveEnd> {
  const claim = await effects.claim();
  if (!claim) return 'not_ours';
  return goOn(effects, machine, { journal: claim.journal, facts: freshFacts(claim) });
}

/** What a worker knows in the midst of its turn. */
export interface Turn {
  journal: Journal;
  facts: Facts;
}

/** From there to the end of the turn. The simulator takes executions up here that have come to the same point. */
export async function goOn(effects: RotationEffects, machine: Machine, turn: Turn): Promise<DriveEnd> {
  const { facts } = turn;
  let { journal } = turn;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const step = machine(journal, facts, effects.now());
    if (step.do === 'stop') return 'ended';
    if (step.do === 'save') {
      const saved = await effects.save(journal, step.change);
      if (!saved) return 'lost';
      if (step.change.parkUntil !== undefined) return 'parked';
      Object.assign(facts, afterSave(facts, journal, saved, step.change));
      journal = saved;
    } else {
      Object.assign(facts, await act(effects, step, journal, facts));
    }
  }
  invariant(false, 'a rotation comes to a rest');
}

function freshFacts({ journal: _known, ...claim }: Claim): Facts {
  return {
    claim,
    ...{ runs: null, item: null, seen: null, writing: null, written: null, writes: 0, noted: null },
    ...{ attempting: null, signedIn: null, form: null, made: null, submitting: false, report: null },
  };
}

/** Does it, and tells what is to be known afterwards beside what was known before. */
async function act(
  effects: RotationEffects,
  step: Exclude<Step, { do: 'save' | 'stop' }>,
  journal: Journal,
  facts: Facts,
): Promise<Partial<Facts>> {
  const stillMine = () => effects.isMine(journal);
  switch (step.do) {
    case 'count_runs':
      return { runs: await effects.countRuns() };
    case 'read_item':
      return look(await effects.readItem(), journal);
    case 'check_writing':
      return { writing: await effects.checkWriting() };
    case 'write_item': {
      const written = await effects.writeItem(step.version, step.change);
      const noted = step.noting ?? facts.noted;
      return { written, noted, writes: facts.writes + 1, ...NO_LOOK };
    }
    case 'open_form':
      return { form: await effects.openForm(step.present, stillMine) };
    case 'make_candidate':
      return { made: { candidate: await effects.makeCandidate() } };
    case 'change_password': {
      const { present, candidate, deadline } = step;
      return { report: await effects.changePassword(present, candidate, { deadline, stillMine }) };
    }
    case 'sign_in':
      return { signedIn: await effects.signIn(step.password, stillMine) };
    case 'wait':
      await effects.sleep(step.until - effects.now());
      // Time has passed: what was seen of the world may be different now.
      return { runs: null, ...NO_LOOK };
  }
}

type Look = Pick<Facts, 'item' | 'seen'>;

const NO_LOOK: Look = { item: null, seen: null };

function look(item: ItemReading, journal: Journal): Look {
  return { item, seen: item.outcome === 'read' ? seenBeside(item.item, journal) : null };
}

/** What was seen belongs to the state it was seen in; the item is looked at anew before any probing. */
function afterSave(facts: Facts, before: Journal, journal: Journal, change: JournalChange): Partial<Facts> {
  const last = change.attempts?.at(-1);
  const attempting = last?.verdict === null ? last.candidate : null;
  // A count in the item is good for one attempt.
  const noted = attempting ? null : facts.noted;
  if (journal.state === before.state) return { attempting, noted, signedIn: null };
  const { item, seen } = journal.state === 'verifying' ? NO_LOOK : lookAgain(facts, journal);
  // A form is good for one submit.
  const form = before.state === 'submitting' ? null : facts.form;
  const submitting = journal.state === 'submitting';
  const nothing = { signedIn: null, report: null, written: null };
  return { attempting, noted, item, seen, form, submitting, writes: 0, ...nothing };
}

/** At the same item, beside a journal that knows more now. */
function lookAgain({ item, seen }: Facts, journal: Journal): Look {
  const again = item?.outcome === 'read' && seen;
  return again ? { item, seen: seenBeside(item.item, journal, seen.marker) } : { item, seen: null };
}
