import type { FieldChange } from '@/lib/secrets/provider';
import { probesOf } from './candidate-policy';
import { mayAdopt } from './marker-policy';
import type { Journal } from './rotation-state';
import { backOff, end, type Facts, isWritingOverdue, markerText, type Step, save } from './rotation-step';
import { MOST_WRITES } from './submit-machine';

/**
 * The candidate is proven and becomes the password of the item, if that is still one of our two values: what a person
 * put there is never overwritten.
 */
export function promote(journal: Journal, facts: Facts, now: number): Step {
  const { item, seen, written } = facts;
  if (item === null) return { do: 'read_item' };
  if (item.outcome === 'gone') return end('item_gone');
  if (!seen) return saveLater(journal, now);
  if (seen.password === 'other') return personWasHere(journal);
  if (seen.password === 'candidate' && seen.pending !== 'candidate') {
    return laterRotation(journal, facts, now) ?? finished(facts);
  }
  if (written === 'refused' || written === 'away' || written === 'lossy' || facts.writes >= MOST_WRITES) {
    return saveLater(journal, now);
  }
  return { do: 'write_item', version: seen.version, change: promotion(journal, facts, now) };
}

function promotion(journal: Journal, facts: Facts, now: number): FieldChange {
  const { seen } = facts;
  const password = seen?.password === 'previous' && journal.candidate ? { password: journal.candidate } : {};
  // A pending value that is not ours stays, and so does the marker beside it.
  if (seen?.pending === 'other') return password;
  const rotationMarker = markerText(journal, facts, now, { phase: 'done', failures: 0 });
  return { ...password, pendingPassword: null, rotationMarker };
}

function finished({ seen, written }: Facts): Step {
  if (written === 'lossy') return end('saved_lossy');
  if (seen?.pending === 'other') return end('pending_left');
  return save({ state: 'done', reason: null });
}

/**
 * The item holds a candidate of a rotation that this journal knows nothing of: the database was put back, and what was
 * proven before that is old news. That candidate is tried before anything is said to be done.
 */
function laterRotation(journal: Journal, { seen, claim }: Facts, now: number): Step | null {
  const marker = seen?.marker;
  const isLater = seen?.pending === 'other' && marker?.phase === 'staged' && marker.rotationId !== journal.id;
  if (!isLater || !mayAdopt(marker, claim.installation, now)) return null;
  // Then ours was proven after it.
  if (probesOf(journal, 'pending').length > 0) return null;
  return save({ state: 'verifying', note: 'The item holds a candidate of a later rotation.' });
}

/** Theirs is tried. What was proven after that is what the site has, also where the answer to theirs was unclear. */
function personWasHere(journal: Journal): Step {
  if (probesOf(journal, 'item').length > 0) return end('item_differs');
  return save({ state: 'verifying', note: 'Someone changed the password of the item meanwhile.' });
}

/** Meanwhile runs are given the candidate from the journal. */
function saveLater(journal: Journal, now: number): Step {
  return isWritingOverdue(journal, now) ? end('save_refused') : backOff(journal, now);
}

/** Another value is proven, so ours goes out of the item. One that is not ours stays. */
export function withdraw(journal: Journal, facts: Facts, now: number): Step {
  const { item, seen, written, writes } = facts;
  const reason = journal.reason ?? 'site_unchanged';
  if (item === null) return { do: 'read_item' };
  if (item.outcome === 'gone') return end(journal.submits === 0 ? reason : 'item_gone');
  if (written === 'refused') return end(reason);
  if (!seen || written === 'away' || writes >= MOST_WRITES) {
    return isWritingOverdue(journal, now) ? end(reason) : backOff(journal, now);
  }
  if (seen.pending !== 'candidate') return end(reason);
  const rotationMarker = markerText(journal, facts, now, { phase: 'withdrawn', failures: 0 });
  return { do: 'write_item', version: seen.version, change: { pendingPassword: null, rotationMarker } };
}
