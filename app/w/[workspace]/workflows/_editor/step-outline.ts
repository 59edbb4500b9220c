import type { StepPart } from '@/lib/contract/step-tree';
import { MOST_NESTED } from '@/lib/contract/workflow-step';
import type { StepDraft } from './step-draft';

/** A step as the list shows it: numbered in the order of reading, those within others counted. */
export interface OutlineRow {
  step: StepDraft;
  /** From 1. */
  number: number;
  /** As issues name it: `steps.2.else.0`. */
  path: string;
  depth: number;
}

/** The lists of steps that a step has room for. */
export function partsOf(step: StepDraft): ReadonlyArray<readonly [StepPart, StepDraft[]]> {
  if (step.action === 'repeat') return [['steps', step.steps]];
  if (step.action !== 'branch') return [];
  return [
    ['steps', step.steps],
    ['else', step.otherwise],
  ];
}

export function withPart(step: StepDraft, part: StepPart, steps: StepDraft[]): StepDraft {
  return part === 'else' ? { ...step, otherwise: steps } : { ...step, steps };
}

export function outlineOf(steps: readonly StepDraft[], path = 'steps', depth = 0): OutlineRow[] {
  const rows = steps.flatMap((step, position): OutlineRow[] => {
    const own = `${path}.${position}`;
    const inner = partsOf(step).flatMap(([part, list]) => outlineOf(list, `${own}.${part}`, depth + 1));
    return [{ step, number: 0, path: own, depth }, ...inner];
  });
  return rows.map((row, index) => ({ ...row, number: index + 1 }));
}

/** The row that an issue is about: the innermost step on its path. */
export function rowOfIssue(rows: readonly OutlineRow[], issue: string): OutlineRow | undefined {
  return rows.findLast(({ path }) => issue === path || issue.startsWith(`${path}.`));
}

/** With another step in the place of the one with its key; without it, if there is none. */
export function replaceStep(
  steps: readonly StepDraft[],
  key: string,
  changed: StepDraft | null,
): StepDraft[] {
  return steps.flatMap((step) => {
    if (step.key === key) return changed ? [changed] : [];
    return [
      partsOf(step).reduce(
        (whole, [part, list]) => withPart(whole, part, replaceStep(list, key, changed)),
        step,
      ),
    ];
  });
}

/**
 * One place up or down in the order of reading: past the step beside it, into one that holds others where there is room,
 * and out of the one that it is within at its end. The same list where there is nowhere to go.
 */
export function moveStep(steps: StepDraft[], key: string, by: 1 | -1): StepDraft[] {
  const moved = outlineOf(steps).find(({ step }) => step.key === key)?.step;
  if (!moved) return steps;
  return moveWithin(steps, moved, by, MOST_NESTED - heightOf(moved)) ?? steps;
}

/** How many steps deep it is itself. */
function heightOf(step: StepDraft): number {
  const [first, ...others] = partsOf(step).map(([, list]) => list);
  return first ? 1 + Math.max(0, ...[...first, ...others.flat()].map(heightOf)) : 0;
}

/** Null where it is not in this list, or would leave it. `room`: how deep it may still go. */
function moveWithin(steps: StepDraft[], moved: StepDraft, by: 1 | -1, room: number): StepDraft[] | null {
  const at = steps.indexOf(moved);
  if (at >= 0) return moveBeside(steps, at, by, room);
  for (const [index, holder] of steps.entries()) {
    for (const [part, list] of partsOf(holder)) {
      const inner = moveWithin(list, moved, by, room - 1);
      if (inner) return steps.with(index, withPart(holder, part, inner));
      if (list.includes(moved)) return moveOut(steps, index, part, moved, by);
    }
  }
  return null;
}

function moveBeside(steps: StepDraft[], at: number, by: 1 | -1, room: number): StepDraft[] | null {
  const [moved, neighbour] = [steps[at], steps[at + by]];
  if (!moved || !neighbour) return null;
  const parts = partsOf(neighbour);
  const entered = by === 1 ? parts[0] : parts.at(-1);
  if (!entered || room < 1) return steps.with(at, neighbour).with(at + by, moved);
  const [part, list] = entered;
  const holder = withPart(neighbour, part, by === 1 ? [moved, ...list] : [...list, moved]);
  return steps.with(at + by, holder).filter((step) => step !== moved);
}

function moveOut(
  steps: StepDraft[],
  index: number,
  from: StepPart,
  moved: StepDraft,
  by: 1 | -1,
): StepDraft[] {
  const holder = steps[index];
  if (!holder) return steps;
  const left = partsOf(holder).reduce(
    (whole, [part, list]) =>
      withPart(
        whole,
        part,
        list.filter((step) => step !== moved),
      ),
    holder,
  );
  if (holder.action === 'branch' && from === 'steps' && by === 1) {
    return steps.with(index, { ...left, otherwise: [moved, ...left.otherwise] });
  }
  if (holder.action === 'branch' && from === 'else' && by === -1) {
    return steps.with(index, { ...left, steps: [...left.steps, moved] });
  }
  return steps.toSpliced(index, 1, ...(by === 1 ? [left, moved] : [moved, left]));
}
