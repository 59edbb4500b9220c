import { probe } from './probe-machine';
import type { Journal } from './rotation-state';
import { backOff, end, type Facts, judged, markerText, type Step, save } from './rotation-step';
import { failuresInARow } from './sign-in-budget-policy';
import { PROVIDER_PATIENCE_MS, SUBMIT_MS, unclearUntil } from './timing-policy';

/** More writes than this in one turn are a busy vault or a broken connection: later is better. */
export const MOST_WRITES = 5;

/** The candidate is in the journal and goes into the item, beside the password. Nothing else happens before that is proven. */
export function stage(journal: Journal, facts: Facts, now: number): Step {
  const { item, seen, written, writes } = facts;
  if (item === null) return { do: 'read_item' };
  if (item.outcome === 'gone') return end('item_deleted');
  if (!seen) return providerAway(journal, now);
  if (seen.damaged || written === 'lossy') return save({ state: 'withdrawing', reason: 'write_lossy' });
  if (seen.password !== 'previous' || seen.pending === 'other') {
    return save({ state: 'verifying', reason: 'item_changed', evidence: 'NOT_SUBMITTED' });
  }
  if (seen.pending === 'candidate') return save({ state: 'staged' });
  if (written === 'refused')
    return end(item.outcome === 'read' ? (item.item.obstacle ?? 'read_only') : 'read_only');
  if (written === 'away' || writes >= MOST_WRITES || !journal.candidate) return providerAway(journal, now);
  // One more than there were: this counts for the first sign-in after the submit.
  const failures = failuresInARow(journal) + 1;
  const rotationMarker = markerText(journal, facts, now, { phase: 'staged', failures });
  const change = { pendingPassword: journal.candidate, rotationMarker };
  return { do: 'write_item', version: seen.version, change, noting: now };
}

function providerAway(journal: Journal, now: number): Step {
  if (now - journal.stateSince < PROVIDER_PATIENCE_MS) return backOff(journal, now);
  return save({ state: 'withdrawing', reason: 'provider_lost' });
}

/**
 * Both stores hold the candidate. The last look at the item, the form, and the write that says: from here on the site
 * may have either password.
 */
export function prepareSubmit(journal: Journal, facts: Facts, now: number): Step {
  const { item, seen, form } = facts;
  if (item === null) return { do: 'read_item' };
  if (seen?.password !== 'previous' || seen.pending !== 'candidate') {
    return notAsStaged(journal, facts, now);
  }
  if (!form) return probe(journal, facts, 'previous', now, { openForm: true });
  const attempts = judged(journal, form.verdict);
  if (form.verdict !== 'accepted') {
    const pause = form.verdict === 'refused' ? {} : { parkUntil: unclearUntil(1, now) };
    const settling = { state: 'verifying', evidence: 'NOT_SUBMITTED', ...pause } as const;
    return save({ ...settling, reason: 'change_not_submitted', attempts, note: form.note });
  }
  if (!form.form) {
    return save({ state: 'site_old', reason: 'change_not_submitted', attempts, evidence: 'NOT_SUBMITTED' });
  }
  const counting = countAnew({ ...journal, attempts }, facts, now);
  if (counting) return counting;
  return save({
    state: 'submitting',
    submits: journal.submits + 1,
    submitDeadline: now + SUBMIT_MS,
    attempts,
  });
}

/**
 * After a turn that was cut short the item counts sign-ins that have worked since. Were the database put back now, they
 * would pass for failed ones, and nobody would be left to try the candidate. As with staging, the new count is for the first
 * sign-in after the submit. Null when the count is right, or cannot be helped: too high a count only costs a person's look.
 */
function countAnew(journal: Journal, facts: Facts, now: number): Step | null {
  const { seen, written, writes } = facts;
  if (written === 'lossy' && journal.submits === 0)
    return save({ state: 'withdrawing', reason: 'write_lossy' });
  const failures = failuresInARow(journal) + 1;
  const isRight = !seen?.marker || seen.marker.failures <= failures;
  if (isRight || journal.submits > 0 || writes >= MOST_WRITES || REFUSALS.has(written)) return null;
  const rotationMarker = markerText(journal, facts, now, { phase: 'staged', failures });
  return { do: 'write_item', version: seen.version, change: { rotationMarker }, noting: now };
}

const REFUSALS: ReadonlySet<Facts['written']> = new Set<Facts['written']>(['away', 'refused', 'lossy']);

/** Nothing is sent to the site without the candidate in the item. */
function notAsStaged(journal: Journal, { item }: Facts, now: number): Step {
  if (item?.outcome === 'read') {
    return save({ state: 'verifying', reason: 'item_changed', evidence: 'NOT_SUBMITTED' });
  }
  // After a first submit the old password is proven already, and there is no second one.
  if (journal.submits > 0) return save({ state: 'site_old', evidence: 'NOT_SUBMITTED' });
  return item?.outcome === 'gone' ? end('item_deleted') : providerAway(journal, now);
}

/** One click at most. Whoever finds this state and has not entered it himself cannot know whether it was made. */
export function submit(journal: Journal, facts: Facts): Step {
  const { submitting, report } = facts;
  const { previous, candidate, submitDeadline, submits } = journal;
  if (report?.submitted === false) {
    return save({
      state: 'site_old',
      reason: report.truncated ? 'candidate_truncated' : 'change_not_submitted',
      evidence: 'NOT_SUBMITTED',
      submits: submits - 1,
      note: report.note,
    });
  }
  if (report) return save({ state: 'verifying', evidence: report.evidence, note: report.note });
  if (!submitting || !previous || !candidate || submitDeadline === null) return save({ state: 'verifying' });
  return { do: 'change_password', present: previous, candidate, deadline: submitDeadline };
}
