import type { RotationReason } from '@/lib/contract/rotation-reason';
import type { Secret } from '@/lib/kernel/secret';
import type { FieldChange } from '@/lib/secrets/provider';
import type { ItemSeen } from './item-policy';
import { formatMarker, type Marker } from './marker-policy';
import type {
  ChangeReport,
  Claim,
  FormOpening,
  ItemReading,
  ItemWriting,
  WritingCheck,
} from './rotation-effects';
import {
  type Attempt,
  type CandidateName,
  type Journal,
  type JournalChange,
  stateFor,
  type Verdict,
} from './rotation-state';
import { backOffUntil, GIVE_UP_MS, LATE_WRITE_MS, LONGEST_WAIT_MS } from './timing-policy';

/** One thing to do next: a durable write, a look, or an act. */
export type Step =
  | { do: 'save'; change: JournalChange }
  | { do: 'count_runs' }
  | { do: 'read_item' }
  | { do: 'check_writing' }
  /** `noting`: the change counts a sign-in that is about to be tried, at that time. */
  | { do: 'write_item'; version: number; change: FieldChange; noting?: number }
  | { do: 'open_form'; present: Secret }
  | { do: 'make_candidate' }
  | { do: 'change_password'; present: Secret; candidate: Secret; deadline: number }
  | { do: 'sign_in'; password: Secret }
  | { do: 'wait'; until: number }
  | { do: 'stop' };

/**
 * What this worker has seen in this turn. It is lost with the worker, and nothing may depend on it that the journal, the
 * item or a sign-in could not tell again.
 */
export interface Facts {
  claim: Omit<Claim, 'journal'>;
  runs: number | null;
  item: ItemReading | null;
  /** Set exactly when `item` was read. */
  seen: ItemSeen | null;
  writing: WritingCheck | null;
  /** How the last write to the item in this state went, and how many there were. */
  written: ItemWriting | null;
  writes: number;
  /** The time of the last count that this worker wrote, or tried to write, into the item. */
  noted: number | null;
  /** Recorded and not yet made. */
  attempting: CandidateName | null;
  /** Made and not yet recorded. */
  signedIn: { verdict: Verdict; note: string } | null;
  form: FormOpening | null;
  made: { candidate: Secret | null } | null;
  /** The write before the submit was made in this turn, so no one can have clicked. */
  submitting: boolean;
  report: ChangeReport | null;
}

export type Machine = (journal: Journal, facts: Facts, now: number) => Step;

export function save(change: JournalChange): Step {
  return { do: 'save', change };
}

/** To the state that belongs to the reason. */
export function end(reason: RotationReason, change: JournalChange = {}): Step {
  return save({ ...change, state: stateFor(reason), reason });
}

/** Short waits are spent here; for long ones the lease is given back. */
export function waitUntil(until: number, now: number, change: JournalChange = {}): Step {
  const inPlace = until - now <= LONGEST_WAIT_MS && Object.keys(change).length === 0;
  return inPlace ? { do: 'wait', until } : save({ ...change, parkUntil: until });
}

export function backOff(journal: Journal, now: number, change: JournalChange = {}): Step {
  return save({ ...change, parkUntil: backOffUntil(journal.stateSince, now) });
}

/**
 * Most of a day after the start, or after a person last looked into it. All states share this patience, so that a person
 * is asked within the day.
 */
export function overdueFrom({ startedAt, attemptsCountFrom }: Journal): number {
  return Math.max(startedAt, attemptsCountFrom ?? 0) + GIVE_UP_MS;
}

export function isOverdue(journal: Journal, now: number): boolean {
  return now >= overdueFrom(journal);
}

/** What was proven late in the day gets an hour to be written into the item. */
export function isWritingOverdue(journal: Journal, now: number): boolean {
  return isOverdue(journal, now) && now - journal.stateSince > LATE_WRITE_MS;
}

/** The attempts with one more, of which nothing is known yet. */
export function withAttempt(journal: Journal, candidate: CandidateName, at: number): Attempt[] {
  return [...journal.attempts, { at, candidate, verdict: null, noted: null }];
}

/**
 * The attempts with what the last one told; as they are when that is known already. Where the old password is accepted,
 * it was so in earlier attempts too that were lost with their worker: a rotation leads away from it and never back.
 */
export function judged({ attempts }: Journal, verdict: Verdict): readonly Attempt[] {
  const last = attempts.at(-1);
  if (!last || last.verdict !== null) return attempts;
  const oldStands = last.candidate === 'previous' && verdict === 'accepted';
  return attempts.map((attempt) => {
    const isTold = attempt === last || (oldStands && attempt.candidate === 'previous');
    return isTold && attempt.verdict === null ? { ...attempt, verdict } : attempt;
  });
}

export function markerText(
  journal: Journal,
  facts: Facts,
  now: number,
  rest: Pick<Marker, 'phase' | 'failures'>,
): string {
  const { id: rotationId, startedAt } = journal;
  return formatMarker({
    rotationId,
    startedAt,
    notedAt: now,
    installation: facts.claim.installation,
    ...rest,
  });
}
