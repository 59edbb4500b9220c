import type { WorkflowStep } from '@/lib/contract/workflow';

export const STEP_ACTION_WORDS: Record<WorkflowStep['action'], { label: string; description: string }> = {
  goto: { label: 'Open a page', description: 'Goes to an address.' },
  sign_in: {
    label: 'Sign in',
    description: 'Finds the form and fills in the credential, one-time code included.',
  },
  extract: { label: 'Read data', description: 'Reads texts or attributes of the page into the run’s data.' },
  screenshot: { label: 'Screenshot', description: 'Keeps a picture of the page. Secrets in it are masked.' },
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
  }
}
