import type { WorkflowStep } from '@/lib/contract/workflow';

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
    label: 'Enter a one-time code',
    description: 'For a form that asks for a code after the sign-in. The code is taken live.',
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
};

/** A step in a sentence. Its own label wins. */
export function stepWords(step: WorkflowStep): string {
  if (step.label) return step.label;
  switch (step.action) {
    case 'goto':
      return `Open ${step.url}`;
    case 'sign_in':
      return `Sign in as ${step.credential}`;
    case 'extract':
      return `Read ${Object.keys(step.fields).join(', ') || 'data'}`;
    case 'screenshot':
      return `Take a screenshot: ${step.name}`;
    case 'fill':
      return step.secret === undefined
        ? `Fill ${step.selector}`
        : `Fill ${step.selector} with ${step.secret}`;
    case 'tfa':
      return `Enter a one-time code of ${step.credential}`;
    case 'click':
      return `Click ${step.selector}`;
    case 'select':
      return `Choose ${step.value} in ${step.selector}`;
    case 'press':
      return `Press ${step.key}`;
    case 'wait_for':
      return step.gone ? `Wait until ${step.selector} is gone` : `Wait for ${step.selector}`;
    case 'assert':
      return step.gone ? `Check that ${step.selector} is not there` : `Check ${step.selector}`;
    case 'download':
      return `Download: ${step.name}`;
  }
}
