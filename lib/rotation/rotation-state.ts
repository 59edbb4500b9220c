import { explainReason, type RotationReason } from '@/lib/contract/rotation-reason';
import type { RotationOutcome, RotationState } from '@/lib/contract/rotation-state';
import type { Secret } from '@/lib/kernel/secret';
import { SHRED_AFTER_FINISH_MS, SHRED_AFTER_SUBMIT_MS } from './timing-policy';

/** The values that the site may have: two of the journal, and two that only the item has. */
export type CandidateName = 'previous' | 'candidate' | 'item' | 'pending';

/** `not_sent`: the password did not reach the site, so the attempt cost nothing. */
export type Verdict = 'accepted' | 'refused' | 'locked' | 'unclear' | 'not_sent';

/** Written before the attempt is made; a verdict that is missing afterwards counts like a refusal. */
export interface Attempt {
  at: number;
  candidate: CandidateName;
  verdict: Verdict | null;
  /** When its possible failure was counted in the item; null when that was not possible. */
  noted: number | null;
}

/** What was seen after the submit. It orders the probes and decides nothing. */
export type Evidence =
  | 'SUCCESS_TEXT'
  | 'POLICY_REJECT'
  | 'OLD_WRONG'
  | 'CONFIRM_BY_EMAIL'
  | 'ERROR'
  | 'NONE'
  /** The click was not made: no page text is involved. */
  | 'NOT_SUBMITTED';

/** One rotation as the database has it. Times are milliseconds since the epoch. */
export interface Journal {
  id: string;
  state: RotationState;
  reason: RotationReason | null;
  epoch: number;
  revision: number;
  /** P0 and P1 of the protocol. */
  previous: Secret | null;
  candidate: Secret | null;
  username: Secret | null;
  /** There are sealed values, and the key to open them is not here. */
  secretsLost: boolean;
  itemVersion: number | null;
  /** Digest of the rest of the item when the candidate was made. */
  fingerprint: Secret | null;
  proven: 'previous' | 'candidate' | 'item' | null;
  submits: number;
  submitDeadline: number | null;
  evidence: Evidence | null;
  attempts: readonly Attempt[];
  attemptsCountFrom: number | null;
  /** When sign-ins of this item failed lately that were not of this rotation. */
  failuresElsewhere: readonly number[];
  /** Those of them, however old, that no sign-in that worked and no person's word came after. */
  failuresBefore: readonly number[];
  stateSince: number;
  startedAt: number;
}

/** What one write of the journal changes. */
export interface JournalChange
  extends Partial<
    Pick<
      Journal,
      | 'state'
      | 'reason'
      | 'previous'
      | 'candidate'
      | 'username'
      | 'itemVersion'
      | 'fingerprint'
      | 'proven'
      | 'submits'
      | 'submitDeadline'
      | 'evidence'
      | 'attempts'
      | 'attemptsCountFrom'
    >
  > {
  /** Lets go of the lease until then; another worker may go on. */
  parkUntil?: number;
  /** A line for the timeline. */
  note?: string;
}

/** Pure: the journal after a write. The database and the simulator both go by it. */
export function changedJournal(journal: Journal, change: JournalChange, now: number): Journal {
  const { parkUntil: _lease, note: _line, ...fields } = change;
  const moved = change.state !== undefined && change.state !== journal.state;
  const changed = { ...journal };
  changed.revision += 1;
  if (moved) changed.stateSince = now;
  // What is looked into again is no longer proven, and nobody is served it.
  if (moved && change.state === 'verifying') changed.proven = null;
  // A write of new secrets is made with a key that is here.
  if (change.candidate !== undefined) changed.secretsLost = false;
  return Object.assign(changed, fields);
}

const FINAL: ReadonlySet<RotationState> = new Set(['done', 'skipped', 'aborted', 'superseded']);

/** Nothing more will happen to it; a rotation that needs a person is not final. */
export function isFinal(state: RotationState): boolean {
  return FINAL.has(state);
}

/**
 * Runs with this credential wait while nobody knows for how long their password will be the right one. They go on with
 * the old password while a person's confirmation is awaited, and with the new one as soon as it is proven.
 */
export function holdsRuns(state: RotationState): boolean {
  return HOLDING.has(state);
}

const HOLDING: ReadonlySet<RotationState> = new Set([
  'checking_access',
  'preparing',
  'staged',
  'submitting',
  'verifying',
  'site_old',
]);

const STATE_OF_OUTCOME: Record<RotationOutcome, RotationState> = {
  finished: 'done',
  skipped: 'skipped',
  aborted: 'aborted',
  superseded: 'superseded',
  needs_human: 'needs_human',
};

export function stateFor(reason: RotationReason): RotationState {
  return STATE_OF_OUTCOME[explainReason(reason).outcome];
}

export function outcomeOf(state: RotationState): RotationOutcome | null {
  if (state === 'done') return 'finished';
  return state === 'needs_human' || state === 'skipped' || state === 'aborted' || state === 'superseded'
    ? state
    : null;
}

/**
 * How long the secrets of a finished rotation are kept. After a submit that did not take, the site may still apply it
 * late, so the candidate stays for days; a rotation that needs a person keeps everything.
 */
export function shredAt(journal: Pick<Journal, 'state' | 'submits'>, now: number): number | null {
  if (!isFinal(journal.state)) return null;
  if (journal.state === 'done' || journal.submits === 0) return now + SHRED_AFTER_FINISH_MS;
  return now + SHRED_AFTER_SUBMIT_MS;
}
