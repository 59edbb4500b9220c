import { z } from 'zod';

/**
 * Where a rotation stands, as its journal has it. docs/rotation.md tells what each state promises; `VISIBLE_STATES`
 * is how it is told to people.
 */
export const ROTATION_STATES = [
  'scheduled',
  'checking_access',
  'preparing',
  'staged',
  'submitting',
  'verifying',
  'site_old',
  'awaiting_confirmation',
  'site_new',
  'withdrawing',
  'done',
  'skipped',
  'aborted',
  'superseded',
  'needs_human',
] as const;
export const rotationState = z.enum(ROTATION_STATES);
export type RotationState = z.infer<typeof rotationState>;

export const VISIBLE_STATES = [
  'scheduled',
  'checking_access',
  'preparing',
  'changing_on_site',
  'verifying',
  'awaiting_confirmation',
  'saving_to_1password',
  'done',
  'skipped',
  'aborted',
  'superseded',
  'needs_human',
] as const;
export const visibleState = z.enum(VISIBLE_STATES);
export type VisibleState = z.infer<typeof visibleState>;

const SHOWN_AS: Record<RotationState, VisibleState> = {
  scheduled: 'scheduled',
  checking_access: 'checking_access',
  preparing: 'preparing',
  staged: 'preparing',
  submitting: 'changing_on_site',
  verifying: 'verifying',
  site_old: 'verifying',
  awaiting_confirmation: 'awaiting_confirmation',
  site_new: 'saving_to_1password',
  withdrawing: 'saving_to_1password',
  done: 'done',
  skipped: 'skipped',
  aborted: 'aborted',
  superseded: 'superseded',
  needs_human: 'needs_human',
};

export function shownState(state: RotationState): VisibleState {
  return SHOWN_AS[state];
}

export const ROTATION_OUTCOMES = ['finished', 'skipped', 'aborted', 'superseded', 'needs_human'] as const;
export const rotationOutcome = z.enum(ROTATION_OUTCOMES);
export type RotationOutcome = z.infer<typeof rotationOutcome>;

export const ROTATION_TRIGGERS = ['person', 'api', 'schedule', 'run', 'flag'] as const;
export const rotationTrigger = z.enum(ROTATION_TRIGGERS);
export type RotationTrigger = z.infer<typeof rotationTrigger>;

/** What a person can tell a rotation that needs one. */
export const ROTATION_ANSWERS = ['retry_verify', 'changed_by_hand', 'restore_item', 'stop'] as const;
export const rotationAnswer = z.enum(ROTATION_ANSWERS);
export type RotationAnswer = z.infer<typeof rotationAnswer>;
