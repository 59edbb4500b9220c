import { probesOf, secretOf } from './candidate-policy';
import type { Marker } from './marker-policy';
import type { CandidateName, Journal } from './rotation-state';
import { backOff, end, type Facts, isOverdue, markerText, type Step, save, waitUntil } from './rotation-step';
import { type CountInItem, countsAsFailure, maySignIn } from './sign-in-budget-policy';

/**
 * One sign-in with one named value: within the budget, counted in the item, recorded in the journal, and only then made.
 *
 * The count in the item is for a database that is restored or lost: it would have forgotten the failures, and a new
 * budget on top of them could lock the account. Staging counts for the first attempt. Each attempt names its count, so
 * that a count without its attempt tells of a journal that has forgotten something.
 */
export function probe(
  journal: Journal,
  facts: Facts,
  name: CandidateName,
  now: number,
  { openForm = false }: { openForm?: boolean } = {},
): Step {
  const item = facts.item?.outcome === 'read' ? facts.item.item : null;
  if (facts.attempting) {
    const password = secretOf(facts.attempting, journal, item);
    if (password) return openForm ? { do: 'open_form', present: password } : { do: 'sign_in', password };
  }
  // What only the item holds is looked at once, however old the journal is: the database may have been put back.
  const isNews = name === 'pending' && probesOf(journal, name).length === 0;
  if (isOverdue(journal, now) && !isNews) return end('outcome_unclear');
  const marker = ownMarker(journal, facts);
  // This worker wrote the count a moment ago, for this attempt.
  const isCounted = marker !== null && marker.notedAt === facts.noted;
  const allowance = maySignIn(journal, isCounted ? null : countIn(marker, journal), now);
  if (!allowance.ok) {
    return allowance.until === null ? spent(journal, facts) : waitUntil(allowance.until, now);
  }
  if (isCounted) return attempt(journal, name, now, marker.notedAt);
  return countBefore(journal, facts, allowance.failures + 1, now) ?? attempt(journal, name, now, null);
}

function attempt(journal: Journal, candidate: CandidateName, at: number, noted: number | null): Step {
  return save({ attempts: [...journal.attempts, { at, candidate, verdict: null, noted }] });
}

function spent(journal: Journal, { item }: Facts): Step {
  if (item?.outcome === 'gone') return end('item_gone');
  const locked = journal.attempts.at(-1)?.verdict === 'locked';
  return end(locked ? 'locked_out' : 'no_password_works');
}

/** That of this rotation, or of the one it has taken over. Older than a person's word, it no longer counts. */
function ownMarker(journal: Journal, { seen }: Facts): Marker | null {
  const marker = seen?.marker;
  if (marker?.phase !== 'staged' || marker.notedAt < (journal.attemptsCountFrom ?? 0)) return null;
  return marker.rotationId === journal.id || seen?.pending === 'candidate' ? marker : null;
}

/**
 * The count was written before an attempt that might fail. Where the journal knows that it did not, it says less. A
 * journal without the attempt has forgotten it, and perhaps others.
 */
function countIn(marker: Marker | null, { attempts }: Journal): CountInItem | null {
  if (!marker) return null;
  const { failures, notedAt } = marker;
  const counted = attempts.find(({ noted }) => noted === notedAt);
  if (counted?.verdict === 'accepted') return null;
  return { failures: counted && !countsAsFailure(counted) ? failures - 1 : failures, notedAt };
}

/** Null when the item cannot take it; then the journal alone has to do. */
function countBefore(journal: Journal, facts: Facts, failures: number, now: number): Step | null {
  const { item, seen, written } = facts;
  if (item?.outcome === 'away' || written === 'away') return backOff(journal, now);
  // Another one's candidate and marker are not ours to rewrite.
  if (!seen || seen.pending === 'other' || written === 'refused' || written === 'lossy') return null;
  const rotationMarker = markerText(journal, facts, now, { phase: 'staged', failures });
  return { do: 'write_item', version: seen.version, change: { rotationMarker }, noting: now };
}
