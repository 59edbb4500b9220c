import type { WorkflowStep } from './workflow-step';

/** Where a step stands among the steps of the one that it is within. */
export type StepPart = 'steps' | 'else';

/** A step with its place. It is known by its number in the order of reading, those within others counted. */
export interface PlacedStep {
  step: WorkflowStep;
  /** From 0. */
  index: number;
  /** Of its last inner step; its own where it has none. */
  lastIndex: number;
  /** How many steps it is within. */
  depth: number;
  /** Null at the top. */
  part: StepPart | null;
  /** From the workflow's root, as problems name fields: `steps`, 2, `else`, 0. */
  path: ReadonlyArray<string | number>;
  inner: readonly PlacedStep[];
}

/** The lists of steps within a step, in the order of reading. */
export function innerSteps(step: WorkflowStep): ReadonlyArray<readonly [StepPart, readonly WorkflowStep[]]> {
  if (step.action === 'branch') {
    return [
      ['steps', step.steps],
      ['else', step.else ?? []],
    ];
  }
  return step.action === 'repeat' ? [['steps', step.steps]] : [];
}

/** The steps at the top, each with those within it. */
export function placeSteps(steps: readonly WorkflowStep[]): PlacedStep[] {
  return place(steps, { depth: 0, part: null, path: ['steps'], from: 0 });
}

/** All steps in the order of reading. Whoever asks what a workflow does walks these. */
export function placedSteps(steps: readonly WorkflowStep[]): PlacedStep[] {
  return placeSteps(steps).flatMap(withInner);
}

function withInner(placed: PlacedStep): PlacedStep[] {
  return [placed, ...placed.inner.flatMap(withInner)];
}

interface Place extends Pick<PlacedStep, 'depth' | 'part' | 'path'> {
  from: number;
}

function place(steps: readonly WorkflowStep[], { depth, part, path, from }: Place): PlacedStep[] {
  let next = from;
  return steps.map((step, position) => {
    const index = next;
    next += 1;
    const own = [...path, position];
    const inner = innerSteps(step).flatMap(([name, list]) => {
      const placed = place(list, { depth: depth + 1, part: name, path: [...own, name], from: next });
      next = (placed.at(-1)?.lastIndex ?? next - 1) + 1;
      return placed;
    });
    return { step, index, lastIndex: next - 1, depth, part, path: own, inner };
  });
}
