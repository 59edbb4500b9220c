import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newStep, type StepDraft } from '@/app/w/[workspace]/workflows/_editor/step-draft';
import {
  moveStep,
  outlineOf,
  replaceStep,
  rowOfIssue,
} from '@/app/w/[workspace]/workflows/_editor/step-outline';
import { MOST_NESTED } from '@/lib/contract/workflow-step';

const click = (key: string): StepDraft => ({ ...newStep('click'), key });
const branch = (key: string, steps: StepDraft[], otherwise: StepDraft[] = []): StepDraft => ({
  ...newStep('branch'),
  key,
  steps,
  otherwise,
});
const repeat = (key: string, steps: StepDraft[]): StepDraft => ({ ...newStep('repeat'), key, steps });

/** `a b[c / d] e`: a branch shows its other way behind the stroke. */
function drawn(steps: readonly StepDraft[]): string {
  return steps
    .map(({ key, action, steps: inner, otherwise }) => {
      if (action === 'repeat') return `${key}[${drawn(inner)}]`;
      return action === 'branch' ? `${key}[${drawn(inner)} / ${drawn(otherwise)}]` : key;
    })
    .join(' ');
}

const start = [click('a'), branch('b', [click('c')], [click('d')]), click('e')];

describe('a step goes', () => {
  test.each([
    ['a', 1, 'b[a c / d] e'],
    ['c', 1, 'a b[ / c d] e'],
    ['d', 1, 'a b[c / ] d e'],
    ['e', -1, 'a b[c / d e]'],
    ['d', -1, 'a b[c d / ] e'],
    ['c', -1, 'a c b[ / d] e'],
    ['b', 1, 'a e b[c / d]'],
    ['a', -1, 'a b[c / d] e'],
    ['e', 1, 'a b[c / d] e'],
  ] as const)('%s by %i: into what holds others, through it, and out', (key, by, after) => {
    expect(drawn(moveStep(start, key, by))).toBe(after);
  });

  test('past what holds others where it would be too deep', () => {
    const deep = [repeat('1', [repeat('2', [repeat('3', [click('x')]), repeat('4', [])])])];
    expect(drawn(moveStep(deep, '4', -1))).toBe('1[2[4[] 3[x]]]');
    expect(outlineOf(moveStep(deep, '4', -1)).every(({ depth }) => depth <= MOST_NESTED)).toBe(true);
  });

  test('all the way down and up again, through every place, and none is lost', () => {
    const moves = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom<1 | -1>(1, -1)),
    );
    fc.assert(
      fc.property(moves, (list) => {
        let steps: StepDraft[] = start;
        for (const [key, by] of list) steps = moveStep(steps, key, by);
        const rows = outlineOf(steps);
        expect(rows.map(({ step }) => step.key).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect(Math.max(...rows.map(({ depth }) => depth))).toBeLessThanOrEqual(MOST_NESTED);
      }),
    );
  });
});

test('steps are numbered as they are read, and an issue belongs to the innermost step on its path', () => {
  const rows = outlineOf(start);
  expect(rows.map(({ step, number, path }) => `${number} ${step.key} ${path}`)).toEqual([
    '1 a steps.0',
    '2 b steps.1',
    '3 c steps.1.steps.0',
    '4 d steps.1.else.0',
    '5 e steps.2',
  ]);
  expect(rowOfIssue(rows, 'steps.1.else.0.selector')?.step.key).toBe('d');
  expect(rowOfIssue(rows, 'steps.1.if.selector')?.step.key).toBe('b');
  expect(rowOfIssue(rows, 'name')).toBeUndefined();
});

test('a step is replaced or taken away wherever it is', () => {
  expect(drawn(replaceStep(start, 'd', click('z')))).toBe('a b[c / z] e');
  expect(drawn(replaceStep(start, 'c', null))).toBe('a b[ / d] e');
  expect(drawn(replaceStep(start, 'b', null))).toBe('a e');
});
