import type { StepCondition, StepOf, WorkflowStep } from './workflow-step';

/** A step in a sentence, for its run and for whoever reads the workflow. Its own label wins. */
export function stepTitle(step: WorkflowStep): string {
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
      return `Enter the code or open the link of ${step.credential}`;
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
    case 'branch':
      return `If ${conditionWords(step.if)}`;
    case 'repeat':
      return repeatWords(step);
  }
}

function repeatWords({ for_each, while: before, until, at_most }: StepOf<'repeat'>): string {
  if (for_each !== undefined) return `Repeat for each of ${for_each}`;
  const [word, condition] = before ? ['while', before] : ['until', until];
  return `Repeat ${word} ${condition ? conditionWords(condition) : 'done'}, ${at_most} times at most`;
}

/** As the rest of a sentence. */
export function conditionWords(condition: StepCondition): string {
  if ('value' in condition) {
    const { value, is } = condition;
    return is === undefined ? `${value} is given` : `${value} is “${is}”`;
  }
  const { selector, text, gone } = condition;
  if (text === undefined) return gone ? `${selector} is not there` : `${selector} is there`;
  return gone ? `${selector} does not say “${text}”` : `${selector} says “${text}”`;
}
