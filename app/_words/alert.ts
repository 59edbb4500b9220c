import type { AlertKind } from '@/lib/contract/alert';

export const ALERT_WORDS: Record<AlertKind, { title: string; words: string }> = {
  'rotation.needs_human': {
    title: 'A rotation needs you',
    words: 'It cannot go on by itself. Both passwords are kept until someone answers.',
  },
  'rotation.save_delayed': {
    title: 'Saving is delayed',
    words: 'The new password works and is kept in two places, but is not the password of the item yet.',
  },
  'rotation.unfinished': {
    title: 'A rotation takes long',
    words: 'It has been under way for more than an hour.',
  },
  'rotation.overdue': {
    title: 'A rotation is overdue',
    words: 'The password should have been changed a day ago or more.',
  },
  'rotation.lossy_write': {
    title: 'An item was damaged',
    words: 'Writing to it changed parts that were not to change. Compare it with its history in 1Password.',
  },
  'rotation.sign_in_budget_spent': {
    title: 'Sign-ins are held back',
    words: 'Too many were refused lately; more might lock the account.',
  },
};
