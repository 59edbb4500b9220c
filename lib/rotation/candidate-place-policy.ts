import type { RotationReason } from '@/lib/contract/rotation-reason';
import type { RotationState } from '@/lib/contract/rotation-state';

/** Where in the item the new password is, as far as the journal knows: it is written there before the site is touched. */
export type PlaceInItem = 'nowhere' | 'pending_field' | 'password' | 'unknown';

const PLACES: Record<Exclude<RotationState, 'needs_human' | 'aborted'>, PlaceInItem> = {
  scheduled: 'nowhere',
  checking_access: 'nowhere',
  preparing: 'unknown',
  staged: 'pending_field',
  submitting: 'pending_field',
  verifying: 'pending_field',
  site_old: 'pending_field',
  awaiting_confirmation: 'pending_field',
  site_new: 'pending_field',
  withdrawing: 'unknown',
  done: 'password',
  skipped: 'nowhere',
  superseded: 'nowhere',
};

export function candidateInItem(state: RotationState, reason: RotationReason | null): PlaceInItem {
  if (state === 'needs_human') return reason === 'item_gone' ? 'nowhere' : 'pending_field';
  // A person who ends it takes the item as it is.
  if (state === 'aborted') return reason === 'stopped_by_person' ? 'pending_field' : 'nowhere';
  return PLACES[state];
}
