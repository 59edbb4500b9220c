import type { PlacedStep } from '@/lib/contract/step-tree';
import type { WorkflowStep } from '@/lib/contract/workflow-step';

/**
 * Steps that only look, or that begin a session: carrying them out once more changes nothing on the site. Of those that
 * hold others, what these do counts for itself.
 */
const HARMLESS: ReadonlySet<WorkflowStep['action']> = new Set([
  'goto',
  'sign_in',
  'extract',
  'screenshot',
  'wait_for',
  'assert',
  'branch',
  'repeat',
]);

/** Pure. Whether a step may change something on the site; what is not known to be harmless may. */
export function mayChangeSomething(step: WorkflowStep): boolean {
  return !HARMLESS.has(step.action);
}

/**
 * Where a dry run ends: before the first step that the workflow marks, or, where none is marked, before the first that
 * may change something. Beyond the place of the first mark nothing is changed either, whichever way a branch has taken
 * the run there, and not in a further pass around it.
 */
export class DryRunEnd {
  /** No step from here on is meant to be carried out. */
  readonly from: number;
  #reached = -1;

  constructor(steps: readonly PlacedStep[]) {
    const marked = steps.find(({ step }) => step.end_here_on_dry_run === true);
    const changing = steps.find(({ step }) => mayChangeSomething(step));
    this.from = (marked ?? changing)?.index ?? steps.length;
  }

  isBefore({ step, index }: PlacedStep): boolean {
    this.#reached = Math.max(this.#reached, index);
    if (step.end_here_on_dry_run === true) return true;
    return mayChangeSomething(step) && this.#reached >= this.from;
  }

  /** All that a step holds is behind the run, whether it was carried out or not. */
  passed({ lastIndex }: PlacedStep): void {
    this.#reached = Math.max(this.#reached, lastIndex);
  }
}
