import type {
  PasswordName,
  RotationInspection,
  RotationSummary,
  RotationView,
} from '@/lib/contract/rotation';
import type { RotationAnswer, RotationTrigger, VisibleState } from '@/lib/contract/rotation-state';

/** Tones are those of the state mark; `doing` says what happens while it lasts. */
export const ROTATION_STATE_WORDS = {
  scheduled: { tone: 'neutral', label: 'Scheduled', doing: 'Waiting for a worker.' },
  checking_access: {
    tone: 'running',
    label: 'Checking access',
    doing: 'Checking the item, the vault, and that the present password signs in. Nothing is changed yet.',
  },
  preparing: {
    tone: 'running',
    label: 'Preparing',
    doing: 'Keeping the new password in two places before the site is touched.',
  },
  changing_on_site: {
    tone: 'running',
    label: 'Changing on site',
    doing: 'Filling in the site’s form and sending it once.',
  },
  verifying: {
    tone: 'running',
    label: 'Verifying',
    doing: 'Signing in to find out which password the site accepts.',
  },
  awaiting_confirmation: {
    tone: 'attention',
    label: 'Waiting for confirmation',
    doing: 'The site sent a message that someone has to confirm. Runs go on with the old password.',
  },
  saving_to_1password: {
    tone: 'running',
    label: 'Saving to 1Password',
    doing: 'The new password works and is kept in two places; it is becoming the password of the item.',
  },
  done: { tone: 'ok', label: 'Done', doing: 'The password was changed on the site and in 1Password.' },
  skipped: { tone: 'stopped', label: 'Skipped', doing: 'Nothing was touched.' },
  aborted: { tone: 'stopped', label: 'Not changed', doing: 'The old password is still the right one.' },
  superseded: { tone: 'ok', label: 'Changed by a person', doing: 'Someone else’s change stands.' },
  needs_human: { tone: 'attention', label: 'Needs you', doing: 'A person has to look.' },
} as const satisfies Record<VisibleState, { tone: string; label: string; doing: string }>;

/** What there is to say about a rotation, in a sentence. */
export function rotationSentence(rotation: RotationSummary): string {
  return rotation.message ?? ROTATION_STATE_WORDS[rotation.state].doing;
}

const TRIGGER_WORDS: Record<RotationTrigger, (by: string) => string> = {
  person: (by) => `by ${by}`,
  api: (by) => `by ${by}`,
  schedule: () => 'by its schedule',
  run: () => 'because the site asked for a new password',
  flag: () => 'because its item is old',
};

/** "by Olga", "by its schedule": who or what asked. */
export function triggerWords({ trigger, requested_by }: RotationSummary): string {
  return TRIGGER_WORDS[trigger](requested_by);
}

export const PASSWORD_WORDS: Record<PasswordName, string> = {
  previous: 'the password before',
  candidate: 'the new password',
  item: 'the password that is in the item',
  pending: 'the pending password that is in the item',
};

type Verdict = RotationView['attempts'][number]['verdict'];

export const VERDICT_WORDS: Record<
  NonNullable<Verdict>,
  { tone: 'ok' | 'failed' | 'attention' | 'neutral'; label: string }
> = {
  accepted: { tone: 'ok', label: 'Signed in' },
  refused: { tone: 'failed', label: 'Refused' },
  locked: { tone: 'failed', label: 'Account locked' },
  unclear: { tone: 'attention', label: 'Could not tell' },
  not_sent: { tone: 'neutral', label: 'Not sent' },
};

/** Where the new password is now; null while there is none. */
export function candidatePlaces({ candidate, state }: RotationView): string | null {
  const field = 'in the item’s field “pending password”';
  const here = candidate.journal ? 'here, encrypted' : null;
  const item = {
    nowhere: null,
    pending_field: field,
    password: 'in the item, as its password',
    unknown: `perhaps ${field}`,
  }[candidate.item];
  const places = [item, here].filter((place) => place !== null);
  if (places.length === 0) return null;
  const kept = `The new password is kept ${places.join(' and ')}.`;
  return state === 'done' && here ? `${kept} The copy here is destroyed after three days.` : kept;
}

export interface AnswerWords {
  label: string;
  busy: string;
  /** What comes of it, before it is given. */
  consequence: string;
  /** Asked once more: it cannot be taken back. */
  final: boolean;
}

export function answerWords(answer: RotationAnswer, rotation: RotationView): AnswerWords {
  switch (answer) {
    case 'retry_verify':
      return {
        label: 'Try the sign-ins again',
        busy: 'Asking…',
        consequence:
          'Signs in with each known password once more. Do this after unlocking the account or confirming the change.',
        final: false,
      };
    case 'changed_by_hand':
      return {
        label: 'I changed it myself',
        busy: 'Asking…',
        consequence:
          'First set a password on the site and save it as the password of the item. It is tried; if it signs in, it stays and the pending one is removed.',
        final: false,
      };
    case 'restore_item':
      return { label: 'Restore the item', busy: 'Writing…', consequence: restoring(rotation), final: true };
    case 'stop':
      return {
        label: 'Stop this rotation',
        busy: 'Stopping…',
        consequence:
          'Ends it as it is, whichever password the site accepts. The item keeps what it holds; runs use the item’s password. The copy kept here is destroyed after seven days.',
        final: true,
      };
  }
}

/** What the item is given: the proven password, or the one before with the new one beside it. */
function restoring({ proven, reason, item }: RotationView): string {
  const values =
    proven === 'candidate'
      ? 'the new password, which signs in, as its password'
      : 'the password before as its password, with the new one in its field “pending password”';
  if (reason !== 'item_gone') return `Gives the item ${values}. What it holds now stays in its history.`;
  const name = item ? ` named “${item.title} (recovered)”` : '';
  return `Looks for the item once more. If it is gone, makes a new one${name}, binds the entry to it and gives it ${values}.`;
}

const FIRST_CHOICE: Partial<Record<NonNullable<RotationView['reason']>, RotationAnswer>> = {
  no_password_works: 'changed_by_hand',
  locked_out: 'retry_verify',
  item_gone: 'restore_item',
  item_differs: 'restore_item',
  save_refused: 'retry_verify',
  confirmation_missing: 'retry_verify',
  secrets_unreadable: 'retry_verify',
  outcome_unclear: 'retry_verify',
};

/** What helps most often where it stands comes first; ending it comes last. */
export function orderedAnswers({ answers, reason }: RotationView): RotationAnswer[] {
  const first = reason && FIRST_CHOICE[reason];
  return answers.toSorted((a, b) => Number(b === first) - Number(a === first));
}

export const INSPECTION_WORDS: Record<RotationInspection['checks'][number]['name'], string> = {
  binding: 'Bound to an item',
  site: 'Site',
  connection: 'Connection',
  item: 'Item',
  write_access: 'Write access',
  pending_password: 'Pending change',
  write_budget: 'Rate limit',
  sign_ins: 'Sign-ins',
  runs: 'Runs',
};

export const INSPECTION_RESULT_WORDS = {
  ok: { tone: 'ok', label: 'Fine' },
  wait: { tone: 'neutral', label: 'Waits' },
  unknown: { tone: 'neutral', label: 'Not known' },
  blocked: { tone: 'failed', label: 'In the way' },
} as const satisfies Record<RotationInspection['checks'][number]['result'], { tone: string; label: string }>;
