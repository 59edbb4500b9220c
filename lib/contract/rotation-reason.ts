import { z } from 'zod';
import type { RotationOutcome } from './rotation-state';

/** Why a rotation ended as it did, or waits for a person: a closed code, what happened, and what to do next. */
interface Reason {
  outcome: RotationOutcome;
  message: string;
  nextStep: string;
}

const REASONS = {
  // skipped: nothing was touched
  entry_not_bound: {
    outcome: 'skipped',
    message: 'The entry keeps its password here and not in 1Password.',
    nextStep: 'Bind the entry to a 1Password item; only such entries are rotated.',
  },
  read_only: {
    outcome: 'skipped',
    message: 'The connection may not write to the vault of the item.',
    nextStep: 'Make a token that may write to this vault and replace it in the connection.',
  },
  item_not_found: {
    outcome: 'skipped',
    message: 'The item is not in 1Password, or the token cannot see it.',
    nextStep: 'Restore the item in 1Password or bind another one.',
  },
  item_not_editable: {
    outcome: 'skipped',
    message: 'The item has parts that cannot be written back without loss.',
    nextStep: 'Use an item without passkeys and attached web forms, or change this password by hand.',
  },
  item_incomplete: {
    outcome: 'skipped',
    message: 'The item has no user name or no password.',
    nextStep: 'Complete the item in 1Password.',
  },
  website_mismatch: {
    outcome: 'skipped',
    message: 'The item is not for the site of the entry, or its website must never be filled.',
    nextStep: 'Add the site to the websites of the item, or bind the right item.',
  },
  insecure_site: {
    outcome: 'skipped',
    message: 'The site is not reached over https.',
    nextStep: 'Use the https address of the site in the entry.',
  },
  foreign_pending: {
    outcome: 'skipped',
    message: 'The item holds a pending password that Latchkey did not put there.',
    nextStep:
      'Find out in 1Password who wrote the field "pending password", and remove it if nobody needs it.',
  },
  rotation_elsewhere: {
    outcome: 'skipped',
    message: 'Another installation of Latchkey is changing the password of this item.',
    nextStep: 'Let one installation alone rotate this item.',
  },
  write_budget_low: {
    outcome: 'skipped',
    message: 'Fewer than ten writes are left to the token in this hour.',
    nextStep: 'It is tried again at the next date; rotate fewer entries at a time.',
  },
  runs_in_the_way: {
    outcome: 'skipped',
    message: 'A run with this credential did not end in time.',
    nextStep: 'Rotate again when the run is over.',
  },
  sign_in_refused: {
    outcome: 'skipped',
    message: 'The site does not accept the password that is in 1Password.',
    nextStep: 'Correct the password in 1Password, then rotate again.',
  },
  account_locked: {
    outcome: 'skipped',
    message: 'The site says that the account is locked.',
    nextStep: 'Unlock the account on the site.',
  },
  sign_in_unclear: {
    outcome: 'skipped',
    message: 'Whether the present password signs in could not be found out.',
    nextStep: 'Use Test sign-in on the entry to see what the site shows.',
  },
  sign_in_budget_spent: {
    outcome: 'skipped',
    message: 'Too many sign-ins with this credential failed lately; more might lock the account.',
    nextStep:
      'Check the password in 1Password and test the sign-in: once it works, rotations go on. After two failures they try again by themselves in half an hour.',
  },
  change_form_not_found: {
    outcome: 'skipped',
    message: 'No form for changing the password was found on the site.',
    nextStep: 'Describe the way to it in a recipe for this site.',
  },
  no_strong_password: {
    outcome: 'skipped',
    message: 'The rules of the site leave no room for a strong password.',
    nextStep: 'Change this password by hand.',
  },
  provider_unavailable: {
    outcome: 'skipped',
    message: '1Password could not be reached.',
    nextStep: 'Test the connection; the rotation can be started again at any time.',
  },
  provider_refused: {
    outcome: 'skipped',
    message: '1Password does not accept the token of the connection, or the connection is disabled.',
    nextStep: 'Replace the token, or enable the connection.',
  },
  connector_lossy: {
    outcome: 'skipped',
    message: 'Writing through this connection damaged an item before; rotations through it are stopped.',
    nextStep: 'Look at the item that is named, then test the connection to allow rotations again.',
  },
  // aborted: the old password is still the right one, and nothing of ours is left in the item
  item_deleted: {
    outcome: 'aborted',
    message: 'The item was deleted or archived before anything was changed on the site.',
    nextStep: 'Restore the item in 1Password or bind another one.',
  },
  provider_lost: {
    outcome: 'aborted',
    message: '1Password could not be reached any more, so nothing was changed on the site.',
    nextStep: 'Test the connection, then rotate again.',
  },
  item_changed: {
    outcome: 'aborted',
    message: 'Someone changed the item while the rotation was being prepared.',
    nextStep: 'Rotate again.',
  },
  write_lossy: {
    outcome: 'aborted',
    message: 'Writing to the item changed parts of it that were not to change.',
    nextStep: 'Compare the item with its history in 1Password and restore it if something is missing.',
  },
  change_not_submitted: {
    outcome: 'aborted',
    message: 'The form for changing the password could not be filled and sent.',
    nextStep: 'Try again; describe the form in a recipe if it stays.',
  },
  candidate_truncated: {
    outcome: 'aborted',
    message: 'The site cuts off passwords of this length.',
    nextStep: 'Set the greatest length in the recipe of the site.',
  },
  policy_rejected: {
    outcome: 'aborted',
    message: 'The site did not accept the new password.',
    nextStep: 'Its words are in the history; the next attempt follows them.',
  },
  present_password_rejected: {
    outcome: 'aborted',
    message: 'The form said that the present password is wrong, although it signs in.',
    nextStep: 'Try again; describe the form in a recipe if it stays.',
  },
  site_unchanged: {
    outcome: 'aborted',
    message: 'The new password was sent twice, and the old one is still the right one.',
    nextStep: 'Look at the form on the site; describe it in a recipe.',
  },
  leftover_cleared: {
    outcome: 'aborted',
    message: 'A candidate of an earlier rotation was found in the item, proven unused and removed.',
    nextStep: 'Rotate again.',
  },
  stopped_by_person: {
    outcome: 'aborted',
    message: 'A person ended the rotation. The item was left as it is.',
    nextStep: 'Both passwords can be read in the item until someone removes one.',
  },
  restored_by_person: {
    outcome: 'aborted',
    message: 'A person had the item restored.',
    nextStep: 'Check that the password in the item signs in.',
  },
  // superseded: someone else changed the password, and theirs stands
  changed_by_person: {
    outcome: 'superseded',
    message: 'Someone changed the password meanwhile; theirs signs in and was kept.',
    nextStep: 'Nothing to do.',
  },
  // finished, with something to know
  saved_lossy: {
    outcome: 'finished',
    message: 'The new password is in place, but writing it changed other parts of the item.',
    nextStep: 'Compare the item with its history in 1Password and restore what is missing.',
  },
  pending_left: {
    outcome: 'finished',
    message: 'The new password is in place. The item also holds a pending password that is not ours.',
    nextStep:
      'Find out in 1Password who wrote the field "pending password", and remove it if nobody needs it.',
  },
  // needs a person
  no_password_works: {
    outcome: 'needs_human',
    message: 'None of the known passwords signs in.',
    nextStep:
      'Sign in on the site by hand, which also sets back its count of wrong passwords; both candidates are in the item.',
  },
  locked_out: {
    outcome: 'needs_human',
    message: 'The site locked the account before it was known which password it accepts.',
    nextStep: 'Unlock the account on the site, then let the sign-in be tried again.',
  },
  item_gone: {
    outcome: 'needs_human',
    message: 'The item was deleted or archived while its password was being changed.',
    nextStep: 'Restore the item in 1Password, or let a recovery item be created.',
  },
  item_differs: {
    outcome: 'needs_human',
    message: 'Someone put a password into the item that the site does not accept; the new one works.',
    nextStep: 'The working one is in the field "pending password". Have it restored, or correct the item.',
  },
  save_refused: {
    outcome: 'needs_human',
    message: 'The new password works and cannot be saved as the password of the item.',
    nextStep: 'It is in the field "pending password" of the item. Give the token write access to the vault.',
  },
  confirmation_missing: {
    outcome: 'needs_human',
    message: 'The site sent a message that nobody has confirmed.',
    nextStep: 'Confirm the change in the mailbox of the account, then retry.',
  },
  secrets_unreadable: {
    outcome: 'needs_human',
    message: 'The journal of this rotation cannot be decrypted on this server.',
    nextStep: 'Start Latchkey with the key that it was written under, or let the item decide.',
  },
  outcome_unclear: {
    outcome: 'needs_human',
    message: 'It could not be found out in a day which password the site accepts.',
    nextStep: 'Sign in on the site by hand; both candidates are in the item.',
  },
} as const satisfies Record<string, Reason>;

export type RotationReason = keyof typeof REASONS;

const codes = Object.keys(REASONS).filter((code): code is RotationReason => code in REASONS);
export const rotationReason = z.enum(codes);

export function explainReason(reason: RotationReason): Reason {
  return REASONS[reason];
}
