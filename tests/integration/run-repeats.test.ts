import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WorkflowInput } from '@/lib/contract/workflow';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { eventually } from '@/tests/support/eventually';
import { type Steps, type StepWorld, startStepWorld } from '@/tests/support/step-world';

const PIN = '081542-canary';

const listPage = (number: string, next = '') =>
  `<h1>Invoices</h1><p class="number">${number}</p>${next ? `<a id="next" href="${next}">Next</a>` : ''}`;

let world: StepWorld;

beforeAll(async () => {
  world = await startStepWorld(
    {
      '/': '<form method="post" action="/done"><input id="customer" name="customer"><input id="pin" name="pin"><button id="send">Send</button></form>',
      '/list/1': listPage('INV-1', '/list/2'),
      '/list/2': listPage('INV-2', '/list/3'),
      '/list/3': listPage('INV-3'),
    },
    { pin: PIN },
  );
});
afterAll(() => world?.close());
beforeEach(() => world.forgetRequests());

describe('a repeat', () => {
  const open = (path: string): Steps[number] => ({ action: 'goto', url: `${world.pages.url}${path}` });
  const read: Steps[number] = { action: 'extract', fields: { numbers: { selector: '.number' } } };
  const next: Steps[number] = { action: 'click', selector: '#next' };
  const onward = { action: 'repeat', at_most: 10, while: { selector: '#next' } } as const;
  const input_schema: WorkflowInput['input_schema'] = {
    type: 'object',
    properties: { orders: { type: 'array' } },
  };

  test('goes from page to page; what each pass reads comes after what was read, and pictures have their own names', async () => {
    const picture: Steps[number] = { action: 'screenshot', name: 'page' };
    const steps: Steps = [open('/list/1'), read, { ...onward, steps: [next, read, picture] }];
    const result = await world.run(steps, { input_schema });
    expect(result.errors).toEqual([]);
    expect(result.data).toEqual({ numbers: ['INV-1', 'INV-2', 'INV-3'] });
    expect(result.screenshots.map(({ name }) => name)).toEqual(['page-1', 'page-2']);
    expect(result.steps.map(({ state, passes, depth }) => [state, passes, depth])).toEqual([
      ['done', 1, 0],
      ['done', 1, 0],
      ['done', 1, 0],
      ['done', 1, 0],
      ['done', 2, 1],
      ['done', 2, 1],
      ['done', 2, 1],
    ]);
    expect(result.steps[5]?.notes).toEqual(['Pass 1: Read 1 of 1 fields.', 'Pass 2: Read 1 of 1 fields.']);
    expect(result.steps[3]?.notes).toEqual(['2 passes.']);
  });

  test('goes over a list, and a branch within goes one way or the other by the item', async () => {
    const isLarge = { value: '{{item.size}}', is: 'l' };
    const fill = (value: string): Steps[number] => ({ action: 'fill', selector: '#customer', value });
    const orders = [
      { size: 'l', name: 'Ada' },
      { size: 's', name: 'Bob' },
    ];
    const steps: Steps = [
      {
        action: 'repeat',
        at_most: 5,
        for_each: 'orders',
        steps: [
          open('/'),
          {
            action: 'branch',
            if: isLarge,
            steps: [fill('Large {{item.name}}')],
            else: [fill('{{item.name}}')],
          },
          { action: 'fill', selector: '#pin', secret: 'USER.pin' },
          { action: 'click', selector: '#send' },
        ],
      },
    ];
    const result = await world.run(steps, { input_schema }, { orders });
    expect(result.errors).toEqual([]);
    const bodies = world.pages.requests
      .filter(({ path }) => path === '/done')
      .map(({ body }) => new URLSearchParams(body));
    expect(bodies.map((body) => [body.get('customer'), body.get('pin')])).toEqual([
      ['Large Ada', PIN],
      ['Bob', PIN],
    ]);
    expect(JSON.stringify(result)).not.toContain(PIN);
    const tooMany = world.run(steps, { input_schema }, { orders: [1, 2, 3, 4, 5, 6] });
    await expect(tooMany).rejects.toMatchObject({ code: 'validation_failed' });
  });

  test('stops between passes when it is interrupted, and at its most says that nothing has ended it', async () => {
    const never: Steps = [
      {
        action: 'repeat',
        at_most: 100,
        until: { selector: '#never' },
        steps: [open('/list/3')],
      },
    ];
    const interrupted = await world.run(
      never,
      { input_schema },
      {},
      {
        whileRunning: async (runId) => {
          await eventually(() => expect(world.pages.requests.length).toBeGreaterThan(1));
          await interruptRun(world.services, world.actor, runId);
        },
      },
    );
    expect(interrupted).toMatchObject({ status: 'stopped', errors: [] });
    const most = never.map((step) => ({ ...step, at_most: 2 }));
    expect((await world.run(most, { input_schema })).steps[1]?.notes).toEqual([
      '2 passes: the most it may do, its condition has not ended it.',
    ]);
    const bounded = await world.run(never, { input_schema }, {}, { limits: { mostSteps: 4 } });
    expect(bounded.errors[0]).toMatchObject({ code: 'TOO_MANY_STEPS', step_index: 2 });
  });

  test('does not type a secret into another site, and says which step of it that was', async () => {
    const other = world.elsewhere.url.replace('127.0.0.1', 'localhost');
    const steps: Steps = [
      { action: 'goto', url: `${other}/` },
      {
        action: 'branch',
        if: { selector: '#pin' },
        steps: [
          {
            ...onward,
            while: { selector: '#pin' },
            steps: [{ action: 'fill', selector: '#pin', secret: 'USER.pin' }],
          },
        ],
      },
    ];
    const result = await world.run(steps);
    expect(result.errors[0]).toMatchObject({ code: 'ORIGIN_REFUSED', step_index: 4 });
    expect(result.steps.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed', 'failed']);
  });

  test('that changes something is where a dry run ends, and is not tried again', async () => {
    const steps: Steps = [open('/list/1'), read, { ...onward, steps: [read, next] }];
    const dry = await world.run(steps, { input_schema }, {}, { dry: true });
    expect(dry).toMatchObject({ status: 'success', data: { numbers: ['INV-1', 'INV-1'] } });
    expect(dry.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done', 'skipped']);
    const gone: Steps[number] = { action: 'goto', url: 'http://127.0.0.1:9/' };
    const again = { limits: { retryDelaysMs: [60_000] } };
    const looked = await world.run(
      [open('/list/1'), { ...onward, steps: [read, gone] }],
      { input_schema },
      {},
      again,
    );
    expect(looked.status).toBe('queued');
    const changed = await world.run(
      [open('/list/1'), { ...onward, steps: [next, gone] }],
      { input_schema },
      {},
      again,
    );
    expect(changed).toMatchObject({ status: 'failed', errors: [{ code: 'SITE_UNREACHABLE' }] });
  });
});
