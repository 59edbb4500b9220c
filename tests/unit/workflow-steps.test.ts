import { describe, expect, test } from 'vitest';
import { stepTitle } from '@/lib/contract/step-title';
import { placedSteps } from '@/lib/contract/step-tree';
import { workflowInput } from '@/lib/contract/workflow';
import type { WorkflowStep } from '@/lib/contract/workflow-step';
import { newId } from '@/lib/kernel/id';
import { inputErrors, listErrors } from '@/lib/runs/input-variables-policy';
import { entriesOfSteps } from '@/lib/runs/run-credentials';
import { stepsFrom } from '@/lib/runs/run-state';
import { DryRunEnd } from '@/lib/runs/step-effects-policy';
import { textWithVariables } from '@/lib/workflows/step-variables-policy';
import { refuseBrokenWorkflow } from '@/lib/workflows/workflow-rules-policy';

const click = (selector: string): WorkflowStep => ({ action: 'click', selector });
const look = (selector: string): WorkflowStep => ({ action: 'wait_for', selector });
const branch = (steps: WorkflowStep[], other?: WorkflowStep[]): WorkflowStep => ({
  action: 'branch',
  if: { selector: '#a' },
  steps,
  ...(other ? { else: other } : {}),
});
const repeat = (steps: WorkflowStep[]): WorkflowStep => ({
  action: 'repeat',
  at_most: 3,
  while: { selector: '#next' },
  steps,
});
const refusal = (steps: WorkflowStep[]) => {
  const parsed = workflowInput.safeParse({ name: 'One', steps });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const faults = (input: object) => {
  try {
    refuseBrokenWorkflow(workflowInput.parse({ name: 'One', ...input }));
    return [];
  } catch (error) {
    return error instanceof Error && 'details' in error ? error.details : error;
  }
};

describe('steps within steps', () => {
  test('are placed in the order of reading, with what they are within', () => {
    const placed = placedSteps([look('#0'), branch([click('#2')], [repeat([click('#4')])]), look('#5')]);
    expect(
      placed.map(({ index, lastIndex, depth, part, path }) => [
        index,
        lastIndex,
        depth,
        part,
        path.join('.'),
      ]),
    ).toEqual([
      [0, 0, 0, null, 'steps.0'],
      [1, 4, 0, null, 'steps.1'],
      [2, 2, 1, 'steps', 'steps.1.steps.0'],
      [3, 4, 1, 'else', 'steps.1.else.0'],
      [4, 4, 2, 'steps', 'steps.1.else.0.steps.0'],
      [5, 5, 0, null, 'steps.2'],
    ]);
  });

  test('are no deeper than three, no more than 200 in all, and go by one thing', () => {
    expect(refusal([branch([branch([branch([click('#a')])])])])).toEqual([]);
    expect(refusal([branch([branch([branch([branch([click('#a')])])])])])).toEqual([
      'steps.0.steps.0.steps.0.steps.0: At most 3 steps within each other',
    ]);
    const many = Array.from({ length: 110 }, () => click('#a'));
    expect(refusal([branch(many, many)])).toEqual(['steps: At most 200 steps in all']);
    const both: WorkflowStep = {
      action: 'repeat',
      at_most: 3,
      for_each: 'a',
      until: { selector: '#a' },
      steps: many,
    };
    expect(refusal([both])).toEqual(['steps.0.for_each: Give a list, or the one condition that it goes by']);
    expect(refusal([{ action: 'repeat', at_most: 3, steps: many }])).toHaveLength(1);
  });

  test('have no field that is not known, however deep', () => {
    const parsed = workflowInput.safeParse({
      name: 'One',
      steps: [branch([{ ...click('#a'), ...{ selectr: '#b' } }])],
    });
    expect(parsed.error?.issues).toMatchObject([
      { code: 'unrecognized_keys', path: ['steps', 0, 'steps', 0] },
    ]);
  });

  test('need no credential and no variable that is not declared, however deep', () => {
    const deep = [
      branch([click('#a')], [repeat([{ action: 'sign_in', credential: 'NOBODY', url: '{{input.x}}' }])]),
    ];
    expect(faults({ steps: deep })).toMatchObject({
      fields: [
        { field: 'steps.0.else.0.steps.0.credential', message: 'No credential named NOBODY is declared' },
        { field: 'steps.0.else.0.steps.0.url' },
      ],
    });
    const credential = {
      alias: 'USER',
      permissioned_user_id: 'a',
      domain: 'https://a.example',
      pool: [],
      tried: [],
    };
    const used = { ...credential, entry_id: newId() };
    const inside = placedSteps([branch([click('#a')], [{ action: 'sign_in', credential: 'USER' }])]);
    expect(entriesOfSteps(inside, [used, { ...used, alias: 'OTHER', entry_id: newId() }])).toEqual([
      used.entry_id,
    ]);
  });
});

describe('the item of a list', () => {
  const each = (steps: WorkflowStep[]): WorkflowStep => ({
    action: 'repeat',
    at_most: 2,
    for_each: 'orders',
    steps,
  });
  const fill: WorkflowStep = {
    action: 'fill',
    selector: '#a',
    value: '{{item.number}} of {{input.customer}}',
  };
  const input_schema = {
    type: 'object',
    properties: { orders: { type: 'array' }, customer: { type: 'string' } },
  };

  test('is known within its repeat only, and its list is an input that is one', () => {
    expect(faults({ steps: [each([branch([fill])])], input_schema })).toEqual([]);
    expect(faults({ steps: [branch([fill])], input_schema })).toMatchObject({
      fields: [{ field: 'steps.0.steps.0.value' }],
    });
    const properties = { orders: { type: 'string' }, customer: { type: 'string' } };
    expect(faults({ steps: [each([fill])], input_schema: { type: 'object', properties } })).toMatchObject({
      fields: [{ field: 'steps.0.for_each', message: 'orders is not an input variable that is a list' }],
    });
  });

  test('is put in with its members, beside the inputs', () => {
    const variables = { input: { customer: 'Ada' }, item: { number: 7 } };
    expect(textWithVariables('{{item.number}} of {{input.customer}}{{item.constructor}}', variables)).toBe(
      '7 of Ada',
    );
    expect(textWithVariables('{{ item }}', { input: {}, item: 'x' })).toBe('x');
  });

  test('is one of no more than the repeat may do: a longer list is refused before anything runs', () => {
    const steps = [branch([each([fill])])];
    expect(listErrors(steps, { orders: [1, 2] })).toEqual([]);
    expect(listErrors(steps, {})).toEqual([]);
    expect(listErrors(steps, { orders: [1, 2, 3] })).toEqual([
      { field: 'run_input_variables.orders', message: 'Must be a list of at most 2' },
    ]);
    expect(inputErrors(workflowInput.shape.input_schema.parse(input_schema), { orders: 'x' })).toHaveLength(
      1,
    );
  });
});

describe('a dry run ends', () => {
  const endAt = (steps: WorkflowStep[], visits: readonly number[]) => {
    const placed = placedSteps(steps);
    const end = new DryRunEnd(placed);
    return visits.find((index) => {
      const step = placed[index];
      return step !== undefined && end.isBefore(step);
    });
  };
  const marked = (step: WorkflowStep): WorkflowStep => ({ ...step, end_here_on_dry_run: true });

  test('before the first step within others that may change something', () => {
    expect(endAt([look('#0'), branch([look('#2'), click('#3')])], [0, 1, 2, 3])).toBe(3);
    expect(endAt([look('#0'), branch([click('#2')]), look('#3')], [0, 1, 3])).toBeUndefined();
  });

  test('before the mark, and beyond its place before anything that may change something', () => {
    const steps = [click('#0'), branch([marked(look('#2'))], [look('#3')]), look('#4'), click('#5')];
    expect(endAt(steps, [0, 1, 2])).toBe(2);
    expect(endAt(steps, [0, 1, 3, 4, 5])).toBe(5);
  });

  test('in a further pass around a mark that was not met, before what was carried out the first time', () => {
    const placed = placedSteps([repeat([click('#1'), branch([marked(look('#3'))])])]);
    const end = new DryRunEnd(placed);
    const [around, first, fork] = placed;
    if (!around || !first || !fork) throw new Error('a step is missing');
    expect([around, first, fork].map((step) => end.isBefore(step))).toEqual([false, false, false]);
    end.passed(fork);
    expect(end.isBefore(first)).toBe(true);
  });
});

test('the history of a run says how often a step was carried out, and which way was not taken', () => {
  const at = new Date(0);
  const event = (name: string, payload: object) => ({ event: name, payload, createdAt: at });
  const began = (index: number) => event('execution.step', { index });
  const ended = (index: number) => event('step.ended', { index, state: 'done' });
  const views = stepsFrom(
    [repeat([branch([look('#2')], [look('#3')])]), look('#4')],
    [began(0), began(1), began(2), ended(2), ended(1), began(1), began(2), ended(2), ended(1), ended(0)],
  );
  expect(views.map(({ state, passes, depth, part }) => [state, passes, depth, part])).toEqual([
    ['done', 1, 0, null],
    ['done', 2, 1, 'steps'],
    ['done', 2, 2, 'steps'],
    ['skipped', 0, 2, 'else'],
    ['waiting', 0, 0, null],
  ]);
});

test.each<[WorkflowStep, string]>([
  [
    { action: 'branch', if: { selector: '#a', text: 'Paid', gone: true }, steps: [] },
    'If #a does not say “Paid”',
  ],
  [{ action: 'branch', if: { value: '{{input.a}}', is: 'DE' }, steps: [] }, 'If {{input.a}} is “DE”'],
  [repeat([]), 'Repeat while #next is there, 3 times at most'],
  [{ action: 'repeat', at_most: 2, for_each: 'orders', steps: [] }, 'Repeat for each of orders'],
])('%j is told as a sentence', (step, words) => {
  expect(stepTitle(step)).toBe(words);
});
