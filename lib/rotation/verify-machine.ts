import { MOST_SUBMITS, nextProbe, probesOf, secretOf } from './candidate-policy';
import { probe } from './probe-machine';
import type { Evidence, Journal, JournalChange } from './rotation-state';
import {
  backOff,
  end,
  type Facts,
  isOverdue,
  judged,
  overdueFrom,
  type Step,
  save,
  waitUntil,
} from './rotation-step';
import { confirmationDue, LOCKED_MS, MARGIN_MS, QUIET_MS, unclearUntil } from './timing-policy';

/** Only a sign-in with a named value tells which one the site has. */
export function verify(journal: Journal, facts: Facts, now: number): Step {
  const settled = settledAt(journal);
  if (!facts.attempting && now < settled) return waitUntil(settled, now);
  if (facts.item === null) return { do: 'read_item' };
  if (facts.signedIn) return settle(journal, facts, now);
  const name = nextProbe(journal, facts.seen);
  return name ? probe(journal, facts, name, now) : nothingToTry(journal, facts, now);
}

/**
 * A request may reach the site until a while after the last moment for a click. The first look need not wait when the
 * page has already said something about it.
 */
function settledAt(journal: Journal): number {
  const { submitDeadline, evidence } = journal;
  const looked = probesOf(journal, 'candidate').length + probesOf(journal, 'previous').length > 0;
  if (submitDeadline === null || (SPOKE.has(evidence) && !looked)) return 0;
  return submitDeadline + MARGIN_MS;
}

const SPOKE: ReadonlySet<Evidence | null> = new Set<Evidence>([
  'SUCCESS_TEXT',
  'POLICY_REJECT',
  'OLD_WRONG',
  'CONFIRM_BY_EMAIL',
  'NOT_SUBMITTED',
]);

function nothingToTry(journal: Journal, { item }: Facts, now: number): Step {
  return item?.outcome === 'away' && !isOverdue(journal, now)
    ? backOff(journal, now)
    : end('secrets_unreadable');
}

function settle(journal: Journal, facts: Facts, now: number): Step {
  const { signedIn } = facts;
  if (!signedIn) return { do: 'stop' };
  if (signedIn.verdict === 'accepted') return settleAccepted(journal, facts, signedIn.note);
  return settleOtherwise(journal, facts, now);
}

function settleAccepted(journal: Journal, facts: Facts, note: string): Step {
  const attempts = judged(journal, 'accepted');
  const item = facts.item?.outcome === 'read' ? facts.item.item : null;
  switch (facts.attempting) {
    case 'candidate':
      return save({ state: 'site_new', proven: 'candidate', attempts, note });
    case 'pending':
      return save({
        state: 'site_new',
        proven: 'candidate',
        candidate: secretOf('pending', journal, item),
        previous: secretOf('item', journal, item),
        attempts,
        note,
      });
    case 'item':
      return save({ state: 'withdrawing', proven: 'item', reason: 'changed_by_person', attempts, note });
    default:
      return save({
        state: journal.evidence === 'CONFIRM_BY_EMAIL' ? 'awaiting_confirmation' : 'site_old',
        proven: 'previous',
        attempts,
        note,
      });
  }
}

/** What to make of a sign-in that did not work; the next look follows from what was tried. */
function settleOtherwise(
  journal: Journal,
  { signedIn }: Facts,
  now: number,
  change: JournalChange = {},
): Step {
  const verdict = signedIn?.verdict ?? 'unclear';
  const recorded = { ...change, attempts: judged(journal, verdict), note: signedIn?.note ?? '' };
  const untold = journal.attempts.filter((attempt) => attempt.verdict === 'unclear').length + 1;
  switch (verdict) {
    case 'locked':
      return save({ ...recorded, parkUntil: now + LOCKED_MS });
    case 'unclear':
      return save({ ...recorded, parkUntil: unclearUntil(untold, now) });
    case 'not_sent':
      return backOff(journal, now, recorded);
    default:
      return save(recorded);
  }
}

/** After these the same candidate is not sent again. */
const NO_SECOND_SUBMIT: ReadonlySet<Evidence | null> = new Set<Evidence>([
  'POLICY_REJECT',
  'OLD_WRONG',
  'NOT_SUBMITTED',
]);

/**
 * The old password signs in after a submit. The request may still be on its way, so the candidate is either sent again,
 * which is harmless, or stays in the item until the old password was proven once more after a quiet time.
 */
export function settleOld(journal: Journal, facts: Facts, now: number): Step {
  const { submits, submitDeadline, evidence } = journal;
  if (submits === 0) return save({ state: 'withdrawing', reason: journal.reason ?? 'change_not_submitted' });
  if (submits < MOST_SUBMITS && !NO_SECOND_SUBMIT.has(evidence)) return save({ state: 'staged' });
  const quiet = (submitDeadline ?? 0) + QUIET_MS;
  if (now < quiet) return waitUntil(quiet, now);
  if (probesOf(journal, 'previous').some(({ at, verdict }) => at >= quiet && verdict === 'accepted')) {
    return save({ state: 'withdrawing', reason: reasonFor(journal) });
  }
  return probeOld(journal, facts, now, {});
}

function reasonFor({ evidence, reason }: Journal) {
  if (evidence === 'POLICY_REJECT') return 'policy_rejected';
  if (evidence === 'OLD_WRONG') return 'present_password_rejected';
  return reason ?? 'site_unchanged';
}

/** The site has written to the owner of the account. Until it is confirmed the old password goes on being used. */
export function awaitConfirmation(journal: Journal, facts: Facts, now: number): Step {
  if (!facts.signedIn && isOverdue(journal, now)) return end('confirmation_missing');
  const lastLook = journal.attempts.at(-1)?.at ?? 0;
  const due = nextLook(journal, Math.max(lastLook, journal.stateSince));
  if (!facts.attempting && now < due) return waitUntil(due, now);
  return probeOld(journal, facts, now, { parkUntil: nextLook(journal, now) });
}

function nextLook(journal: Journal, lastLook: number): number {
  return Math.min(confirmationDue(journal.stateSince, lastLook), overdueFrom(journal));
}

/** Signs in with the old password; when it is refused, the candidate has its turn. */
function probeOld(journal: Journal, facts: Facts, now: number, ifAccepted: JournalChange): Step {
  const { item, signedIn } = facts;
  if (item === null) return { do: 'read_item' };
  if (!signedIn) return probe(journal, facts, 'previous', now);
  const attempts = judged(journal, signedIn.verdict);
  if (signedIn.verdict === 'accepted') return save({ ...ifAccepted, attempts });
  if (signedIn.verdict === 'refused') {
    return save({ state: 'verifying', evidence: null, attempts, note: signedIn.note });
  }
  return settleOtherwise(journal, facts, now);
}
