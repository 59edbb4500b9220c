import type { WorkflowStep } from '@/lib/contract/workflow';

/** Steps that only look, or that begin a session: carrying them out once more changes nothing on the site. */
const HARMLESS: ReadonlySet<WorkflowStep['action']> = new Set([
  'goto',
  'sign_in',
  'extract',
  'screenshot',
  'wait_for',
  'assert',
]);

/** Pure. Whether a step may change something on the site; what is not known to be harmless may. */
export function mayChangeSomething(step: WorkflowStep): boolean {
  return !HARMLESS.has(step.action);
}

/**
 * The step before which a dry run ends: the first that the workflow marks, or, where none is marked, the first that may
 * change something. Null: it goes to the end.
 */
export function dryRunEnd(steps: readonly WorkflowStep[]): number | null {
  const marked = steps.findIndex((step) => step.end_here_on_dry_run === true);
  if (marked >= 0) return marked;
  const changing = steps.findIndex(mayChangeSomething);
  return changing >= 0 ? changing : null;
}
