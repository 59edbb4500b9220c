import type { RotationReason } from '@/lib/contract/rotation-reason';
import { MOST_SUBMITS } from './candidate-policy';
import type { ItemFacts } from './item-policy';
import { mayAdopt } from './marker-policy';
import type { WritingCheck } from './rotation-effects';
import type { Journal, JournalChange } from './rotation-state';
import { end, type Facts, judged, type Step, save, waitUntil, withAttempt } from './rotation-step';
import { maySignIn } from './sign-in-budget-policy';
import { DRAIN_MS, DRAIN_POLL_MS } from './timing-policy';

/** Stage, promote, and some in reserve for what may have to be repeated or cleared. */
const LEAST_WRITES = 10;

/**
 * Before anything is touched: everything that would stop the rotation half-way stops it here, with the reason. Ends with
 * the old password proven, the form open, and the candidate in the journal.
 */
export function preflight(journal: Journal, facts: Facts, now: number): Step {
  const { claim, runs, item } = facts;
  if (claim.obstacle) return end(claim.obstacle);
  if (runs === null) return { do: 'count_runs' };
  if (runs > 0) return waitForRuns(journal, now);
  if (item === null) return { do: 'read_item' };
  if (item.outcome !== 'read') return end(UNREADABLE[item.outcome]);
  return (
    takeOver(journal, item.item, facts, now) ??
    checkItem(item.item, facts) ??
    provePresent(journal, item.item, facts, now) ??
    decideOn(journal, item.item, facts)
  );
}

const UNREADABLE = {
  gone: 'item_not_found',
  refused: 'provider_refused',
  away: 'provider_unavailable',
} as const satisfies Record<string, RotationReason>;

function waitForRuns(journal: Journal, now: number): Step {
  if (now - journal.startedAt >= DRAIN_MS) return end('runs_in_the_way');
  return waitUntil(now + DRAIN_POLL_MS, now);
}

/**
 * The item holds a candidate that our database knows nothing of: it was lost, or restored to an older state. The item
 * is right, and the rotation goes on from there. A pending password without our marker is nobody's to touch.
 */
function takeOver(journal: Journal, item: ItemFacts, { claim, seen }: Facts, now: number): Step | null {
  const marker = seen?.marker ?? null;
  if (item.pending === null) {
    const finished = marker?.rotationId === journal.id && marker.phase === 'done';
    return finished ? save({ state: 'done', note: 'The item says that this rotation was finished.' }) : null;
  }
  if (marker?.phase !== 'staged') return end('foreign_pending');
  if (!mayAdopt(marker, claim.installation, now)) return end('rotation_elsewhere');
  return save(adoption(item, now));
}

/** What a candidate in the item is worth to a journal that is empty or cannot be read: it may be on its way to the site. */
export function adoption(item: ItemFacts, now: number): JournalChange {
  return {
    state: 'verifying',
    previous: item.password,
    candidate: item.pending,
    username: item.username,
    itemVersion: null,
    fingerprint: null,
    submits: MOST_SUBMITS,
    submitDeadline: now,
    evidence: null,
    reason: 'leftover_cleared',
    note: 'Found a candidate in the item that the database does not know; going on from there.',
  };
}

function checkItem(item: ItemFacts, { writing }: Facts): Step | null {
  if (item.obstacle) return end(item.obstacle);
  if (writing === null) return { do: 'check_writing' };
  const obstacle = obstacleOf(writing);
  return obstacle ? end(obstacle) : null;
}

export function obstacleOf(writing: WritingCheck): RotationReason | null {
  if (writing.outcome !== 'checked') return UNREADABLE[writing.outcome];
  if (!writing.allowed) return 'read_only';
  const { writesLeft } = writing;
  return writesLeft !== null && writesLeft < LEAST_WRITES ? 'write_budget_low' : null;
}

/** Proves the password, the way to the form, and that no lock-out is under way. */
function provePresent(journal: Journal, item: ItemFacts, facts: Facts, now: number): Step | null {
  const { form, attempting, claim } = facts;
  if (form === null) {
    if (attempting) return { do: 'open_form', present: item.password };
    const allowance = maySignIn(journal, null, now);
    if (!allowance.ok) return end('sign_in_budget_spent');
    return save({ attempts: withAttempt(journal, 'previous', now) });
  }
  const attempts = judged(journal, form.verdict);
  switch (form.verdict) {
    case 'accepted':
      return form.form ? null : end('change_form_not_found', { attempts, note: form.note });
    case 'refused':
      // An earlier candidate may have been applied after everyone had given up on it.
      if (claim.late) return save({ ...lateAdoption(item, now), candidate: claim.late, attempts });
      return end('sign_in_refused', { attempts, note: form.note });
    case 'locked':
      return end('account_locked', { attempts, note: form.note });
    default:
      return end('sign_in_unclear', { attempts, note: form.note });
  }
}

function lateAdoption(item: ItemFacts, now: number): JournalChange {
  const note = 'The password in the item is refused; trying the candidate of the rotation before.';
  return { ...adoption(item, now), note };
}

function decideOn(journal: Journal, item: ItemFacts, { made, form }: Facts): Step {
  if (made === null) return { do: 'make_candidate' };
  const attempts = judged(journal, 'accepted');
  if (made.candidate === null) return end('no_strong_password', { attempts });
  return save({
    state: 'preparing',
    previous: item.password,
    candidate: made.candidate,
    username: item.username,
    itemVersion: item.version,
    fingerprint: item.fingerprint,
    attempts,
    note: form?.note ?? '',
  });
}
