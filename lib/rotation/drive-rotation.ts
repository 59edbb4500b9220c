import { invariant } from '@/lib/kernel/assert';
import { seenBeside } from './item-policy';
import type { ItemReading, RotationEffects } from './rotation-effects';
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
  let journal = claim.journal;
  let facts = freshFacts(claim);
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const step = machine(journal, facts, effects.now());
    if (step.do === 'stop') return 'ended';
    if (step.do === 'save') {
      const saved = await effects.save(journal, step.change);
      if (!saved) return 'lost';
      if (step.change.parkUntil !== undefined) return 'parked';
      facts = afterSave(facts, journal, saved, step.change);
      journal = saved;
    } else {
      facts = await act(effects, step, journal, facts);
    }
  }
  invariant(false, 'a rotation comes to a rest');
}

function freshFacts({
  journal,
  ...claim
}: NonNullable<Awaited<ReturnType<RotationEffects['claim']>>>): Facts {
  return {
    claim,
    ...{ runs: null, item: null, seen: null, writing: null, written: null, writes: 0, noted: null },
    ...{ attempting: null, signedIn: null, form: null, made: null, submitting: false, report: null },
  };
}

async function act(
  effects: RotationEffects,
  step: Exclude<Step, { do: 'save' | 'stop' }>,
  journal: Journal,
  facts: Facts,
): Promise<Facts> {
  const stillMine = () => effects.isMine(journal);
  switch (step.do) {
    case 'count_runs':
      return { ...facts, runs: await effects.countRuns() };
    case 'read_item':
      return withItem(facts, await effects.readItem(), journal);
    case 'check_writing':
      return { ...facts, writing: await effects.checkWriting() };
    case 'write_item': {
      const written = await effects.writeItem(step.version, step.change);
      const noted = step.noting ?? facts.noted;
      return { ...facts, written, noted, writes: facts.writes + 1, item: null, seen: null };
    }
    case 'open_form':
      return { ...facts, form: await effects.openForm(step.present, stillMine) };
    case 'make_candidate':
      return { ...facts, made: { candidate: await effects.makeCandidate() } };
    case 'change_password': {
      const { present, candidate, deadline } = step;
      return { ...facts, report: await effects.changePassword(present, candidate, { deadline, stillMine }) };
    }
    case 'sign_in':
      return { ...facts, signedIn: await effects.signIn(step.password, stillMine) };
    case 'wait':
      await effects.sleep(step.until - effects.now());
      // Time has passed: what was seen of the world may be different now.
      return { ...facts, runs: null, item: null, seen: null };
  }
}

function withItem(facts: Facts, item: ItemReading, journal: Journal): Facts {
  return { ...facts, item, seen: item.outcome === 'read' ? seenBeside(item.item, journal) : null };
}

/** What was seen belongs to the state it was seen in; the item is looked at anew before any probing. */
function afterSave(facts: Facts, before: Journal, journal: Journal, change: JournalChange): Facts {
  const last = change.attempts?.at(-1);
  const attempting = last?.verdict === null ? last.candidate : null;
  // A count in the item is good for one attempt.
  const noted = attempting ? null : facts.noted;
  const next = { ...facts, attempting, noted, signedIn: null };
  if (journal.state === before.state) return next;
  const item = journal.state === 'verifying' ? null : facts.item;
  const moved = {
    ...next,
    submitting: journal.state === 'submitting',
    // A form is good for one submit.
    form: before.state === 'submitting' ? null : facts.form,
    ...{ report: null, written: null, writes: 0 },
  };
  return item ? withItem(moved, item, journal) : { ...moved, item, seen: null };
}
