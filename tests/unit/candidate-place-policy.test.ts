import { expect, test } from 'vitest';
import { ROTATION_STATES } from '@/lib/contract/rotation-state';
import { candidateInItem } from '@/lib/rotation/candidate-place-policy';

test('from staging until it is the password the new value is said to be in the pending field', () => {
  const places = ROTATION_STATES.map((state) => [state, candidateInItem(state, null)]);
  expect(Object.fromEntries(places)).toMatchObject({
    scheduled: 'nowhere',
    staged: 'pending_field',
    submitting: 'pending_field',
    verifying: 'pending_field',
    site_new: 'pending_field',
    done: 'password',
    skipped: 'nowhere',
    needs_human: 'pending_field',
  });
});

test('an item that is gone holds nothing; one that a person ended the rotation of is as it was', () => {
  expect(candidateInItem('needs_human', 'item_gone')).toBe('nowhere');
  expect(candidateInItem('aborted', 'policy_rejected')).toBe('nowhere');
  expect(candidateInItem('aborted', 'stopped_by_person')).toBe('pending_field');
});
