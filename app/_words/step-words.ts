import type { WorkflowStep } from '@/lib/contract/workflow-step';

export const STEP_ACTION_WORDS: Record<WorkflowStep['action'], { label: string; description: string }> = {
  goto: { label: 'Open a page', description: 'Goes to an address.' },
  sign_in: {
    label: 'Sign in',
    description: 'Finds the form and fills in the credential, one-time code included.',
  },
  extract: { label: 'Read data', description: 'Reads texts or attributes of the page into the run’s data.' },
  screenshot: { label: 'Screenshot', description: 'Keeps a picture of the page. Secrets in it are masked.' },
  fill: {
    label: 'Fill a field',
    description: 'Types a text, or a further secret of a credential, into one field.',
  },
  tfa: {
    label: 'Second factor',
    description: 'Enters a one-time code after the sign-in, or opens the link that the site has sent.',
  },
  click: {
    label: 'Click',
    description: 'Presses a button or link and waits until the page has come to rest.',
  },
  select: { label: 'Choose an option', description: 'In a list that the page unfolds.' },
  press: { label: 'Press a key', description: 'Such as Enter, in an element or where the focus is.' },
  wait_for: { label: 'Wait for', description: 'Until an element is there, or gone.' },
  assert: { label: 'Check', description: 'Ends the run when the page does not show what it should.' },
  download: {
    label: 'Download',
    description: 'Clicks, and keeps the file that the site sends with the run.',
  },
  branch: { label: 'If', description: 'Goes one way or the other, by what the page shows or an input says.' },
  repeat: {
    label: 'Repeat',
    description: 'The same steps for each item of a list, or as long as the page says so.',
  },
};
