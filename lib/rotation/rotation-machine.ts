import { assertNever } from '@/lib/kernel/assert';
import { adoption, preflight } from './preflight-machine';
import type { Journal } from './rotation-state';
import { backOff, end, type Facts, isOverdue, type Step, save } from './rotation-step';
import { promote, withdraw } from './save-machine';
import { prepareSubmit, stage, submit } from './submit-machine';
import { awaitConfirmation, settleOld, verify } from './verify-machine';

/**
 * What to do next, given what is durable and what this worker has seen. Pure: simulation and production run this very
 * function (docs/rotation.md tells the protocol in words).
 *
 * It keeps three promises. Before a submit the candidate is in the journal and in the item, both proven. No store that
 * holds a candidate is cleared before a sign-in has proven another value. One candidate per rotation, and at most one
 * submit of it under way.
 */
export function nextStep(journal: Journal, facts: Facts, now: number): Step {
  if (journal.secretsLost) return askTheItem(journal, facts, now);
  switch (journal.state) {
    case 'scheduled':
    case 'checking_access':
      return preflight(journal, facts, now);
    case 'preparing':
      return stage(journal, facts, now);
    case 'staged':
      return prepareSubmit(journal, facts, now);
    case 'submitting':
      return submit(journal, facts);
    case 'verifying':
      return verify(journal, facts, now);
    case 'site_old':
      return settleOld(journal, facts, now);
    case 'awaiting_confirmation':
      return awaitConfirmation(journal, facts, now);
    case 'site_new':
      return promote(journal, facts, now);
    case 'withdrawing':
      return withdraw(journal, facts, now);
    case 'done':
    case 'skipped':
    case 'aborted':
    case 'superseded':
    case 'needs_human':
      return { do: 'stop' };
    default:
      return assertNever(journal.state);
  }
}

/** The journal is sealed under a key that is gone. The item knows as much as it did. */
function askTheItem(journal: Journal, { item }: Facts, now: number): Step {
  if (item === null) return { do: 'read_item' };
  if (item.outcome === 'gone') return end('secrets_unreadable');
  if (item.outcome !== 'read')
    return isOverdue(journal, now) ? end('secrets_unreadable') : backOff(journal, now);
  return save(adoption(item.item, now));
}
