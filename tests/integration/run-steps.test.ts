import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import type { RunView } from '@/lib/contract/run';
import type { WorkflowInput } from '@/lib/contract/workflow';
import { answerRun } from '@/lib/runs/answer-run';
import { executeRun } from '@/lib/runs/execute-run';
import { getRun } from '@/lib/runs/get-run';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { readArtifact } from '@/lib/runs/read-artifact';
import type { RunLimits } from '@/lib/runs/run-limits';
import { startRun } from '@/lib/runs/start-run';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from '@/tests/support/chromium';
import { eventually } from '@/tests/support/eventually';
import { startHtmlPages } from '@/tests/support/html-pages';
import { controlPost, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

const PIN = '081542-canary';

const FORM = `<h1>Order</h1>
  <form method="post" action="/done">
    <label>Customer <input id="customer" name="customer"></label>
    <label>PIN <input id="pin" name="pin"></label>
    <select id="size" name="size"><option value="s">Small</option><option value="l">Large</option></select>
    <button id="send">Send</button>
  </form>
  <button id="later" onclick="setTimeout(() => { document.getElementById('note').hidden = false }, 300)">Later</button>
  <p id="note" hidden>Now it is here</p>
  <p class="row">one</p><p class="row">two</p>
  <a id="report" href="/report">Report</a> <a id="leak" href="/leak">Leak</a>`;

const TOKEN = 'tok3n-482913-canary';
const MAGIC = `/magic/${TOKEN}`;

const listPage = (number: string, next = '') =>
  `<h1>Invoices</h1><p class="number">${number}</p>${next ? `<a id="next" href="${next}">Next</a>` : ''}`;

let world: ProductWorld;
let browser: Browser;
let pages: Awaited<ReturnType<typeof startHtmlPages>>;
let elsewhere: Awaited<ReturnType<typeof startHtmlPages>>;
let entryId: string;

beforeAll(async () => {
  world = await startProductWorld();
  browser = await startChromium();
  await prepareQueue(world.services.env.databaseUrl);
  const file = (text: string) => () => ({
    html: text,
    headers: { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="report.csv"' },
  });
  pages = await startHtmlPages({
    '/': FORM,
    '/done': '<h1>Thank you</h1>',
    '/report': file('number,amount\n1,20'),
    '/leak': file(`pin,${PIN}`),
    '/code':
      '<form method="post" action="/done"><label>Code <input name="pin" autocomplete="one-time-code"></label><button id="send">Send</button></form>',
    [MAGIC]: `<h1>Welcome</h1><p class="number">${TOKEN}</p><a href="${MAGIC}">Again</a>`,
    '/list/1': listPage('INV-1', '/list/2'),
    '/list/2': listPage('INV-2', '/list/3'),
    '/list/3': listPage('INV-3'),
  });
  elsewhere = await startHtmlPages({ '/': FORM });
  const connection = await world.connectServer('steps', 300);
  const fields = [{ label: 'PIN', value: PIN, type: 'concealed', section: 'Portal' }];
  await controlPost(world, '/items', {
    vault: 'Automation',
    title: 'Bank',
    username: 'ada',
    password: 'pw-1',
    fields,
  });
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'bank',
    domain: pages.url,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf('Bank'),
    extra_secrets: { pin: 'op://Automation/Bank/Portal/PIN' },
  });
  entryId = entry.id;
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
  await elsewhere?.close();
  await world?.close();
});
beforeEach(() => {
  pages.requests.length = 0;
  elsewhere.requests.length = 0;
});

let names = 0;
type Steps = WorkflowInput['steps'];

interface Wishes {
  dry?: boolean;
  limits?: Partial<RunLimits>;
  whileRunning?: (runId: string) => Promise<void>;
}

async function run(
  steps: Steps,
  more: Partial<WorkflowInput> = {},
  variables = {},
  { dry = false, limits = {}, whileRunning }: Wishes = {},
): Promise<RunView> {
  names += 1;
  const { services, actor } = world;
  const workflow = await createWorkflow(services, actor, {
    name: `steps ${names}`,
    steps: [{ action: 'goto', url: `${pages.url}/` }, ...steps],
    vault_schema: { USER: { type: 'credential', domain: pages.url } },
    ...more,
  });
  const { id: runId } = await startRun(services, actor, {
    workflow_id: workflow.id,
    run_input_variables: { USER: 'bank', ...variables },
    dry_run: { enabled: dry },
  });
  const deps = {
    ...services,
    browser: async () => browser,
    insecureHosts: ['127.0.0.1'],
    runs: { retryDelaysMs: [], answerMs: 10_000, ...limits },
  };
  const key = { workspaceId: actor.workspaceId, runId };
  const ended = executeRun(deps, key, new AbortController().signal);
  await whileRunning?.(runId);
  await ended;
  return getRun(services, actor, runId);
}

const sent = () => new URLSearchParams(pages.requests.find(({ path }) => path === '/done')?.body ?? '');

describe('a form is filled and sent', () => {
  test('with an input variable, an option and a further secret, of which no history tells', async () => {
    const result = await run(
      [
        { action: 'fill', selector: '#customer', value: 'No. {{input.customer}} & co' },
        { action: 'fill', selector: '#pin', secret: 'USER.pin' },
        { action: 'select', selector: '#size', value: 'Large' },
        { action: 'extract', fields: { pin: { selector: '#pin' } } },
        { action: 'screenshot', name: 'filled' },
        { action: 'click', selector: '#send' },
        { action: 'assert', selector: 'h1', text: 'Thank you' },
      ],
      {
        input_schema: {
          type: 'object',
          properties: { customer: { type: 'string' } },
          required: ['customer'],
        },
      },
      { customer: '4711' },
    );
    expect(result.errors).toEqual([]);
    expect(Object.fromEntries(sent())).toEqual({ customer: 'No. 4711 & co', pin: PIN, size: 'l' });
    expect(result.data).toEqual({ pin: '[secret]' });
    expect(JSON.stringify(result)).not.toContain(PIN);
    const records = await listAuditRecords(world.services, world.actor, { object: entryId, limit: 10 });
    const used = records.data.filter(({ detail }) => detail?.run_id === result.id).reverse();
    expect(used).toMatchObject([
      { action: 'secret.resolved', detail: { parts: ['pin'], step: 3 } },
      { action: 'secret.filled', outcome: 'success', detail: { parts: ['pin'] } },
    ]);
    expect(JSON.stringify(records)).not.toContain(PIN);
  });

  test('by a key', async () => {
    const steps: Steps = [
      { action: 'fill', selector: '#customer', value: 'a' },
      { action: 'press', key: 'Enter' },
      { action: 'wait_for', selector: 'h1:has-text("Thank you")' },
    ];
    expect((await run(steps)).status).toBe('success');
    expect(sent().get('customer')).toBe('a');
  });
});

describe('a further secret', () => {
  test('is not typed into a page of another site', async () => {
    const other = elsewhere.url.replace('127.0.0.1', 'localhost');
    const result = await run([
      { action: 'goto', url: `${other}/` },
      { action: 'fill', selector: '#pin', secret: 'USER.pin' },
    ]);
    expect(result.errors[0]).toMatchObject({ code: 'ORIGIN_REFUSED', step_index: 2 });
    expect(JSON.stringify(result)).not.toContain(PIN);
  });

  test('is not sent elsewhere by a form that was changed after it was filled', async () => {
    const thief = createServer((_request, response) => response.end('got it'));
    let stolen = 0;
    thief.on('request', () => {
      stolen += 1;
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const address = thief.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const turning = await startHtmlPages({
      '/': `${FORM}<script>document.getElementById('pin').addEventListener('input', () =>
        document.forms[0].setAttribute('action', 'http://localhost:${port}/'))</script>`,
    });
    const { id: providerId } = await world.connectServer(`turning ${port}`, 300);
    await createEntry(world.services, world.actor, {
      permissioned_user_id: 'turning',
      domain: turning.url,
      source: 'provider',
      secret_provider_id: providerId,
      secret_ref: world.refOf('Bank'),
      extra_secrets: { pin: 'op://Automation/Bank/Portal/PIN' },
    });
    const result = await run(
      [
        { action: 'goto', url: `${turning.url}/` },
        { action: 'fill', selector: '#pin', secret: 'USER.pin' },
        { action: 'click', selector: '#send' },
      ],
      { vault_schema: { USER: { type: 'credential', domain: turning.url } } },
      { USER: 'turning' },
    );
    expect(result.errors[0]).toMatchObject({ code: 'ORIGIN_REFUSED', step_index: 3 });
    expect(stolen).toBe(0);
    await turning.close();
    await new Promise((resolve) => thief.close(resolve));
  });

  test('that the entry does not have ends the run with the next step', async () => {
    const result = await run([{ action: 'fill', selector: '#pin', secret: 'USER.puk' }]);
    expect(result.errors[0]).toMatchObject({ code: 'EXTRA_SECRET_UNKNOWN', step_index: 1 });
    expect(result.errors[0]?.next_step).toContain('Field mapping');
  });
});

test('a one-time code of the entry is typed into a form that is no sign-in', async () => {
  const { id: providerId } = await world.connectServer('codes', 300);
  await createEntry(world.services, world.actor, {
    permissioned_user_id: 'with codes',
    domain: pages.url,
    source: 'provider',
    secret_provider_id: providerId,
    secret_ref: world.refOf('Acme Prod Login'),
  });
  const result = await run(
    [
      { action: 'tfa', credential: 'USER', selector: '#pin' },
      { action: 'click', selector: '#send' },
    ],
    {},
    { USER: 'with codes' },
  );
  expect(result.errors).toEqual([]);
  expect(sent().get('pin')).toMatch(/^\d{6}$/);
  expect(JSON.stringify(result)).not.toContain(sent().get('pin'));
}, 60_000);

describe('a person is asked', () => {
  const stored = (userId: string, tfa_method: 'SMS' | 'MAGIC_LINK') =>
    createEntry(world.services, world.actor, {
      permissioned_user_id: userId,
      domain: pages.url,
      source: 'stored',
      username: 'ada',
      password: 'pw-7',
      tfa_method,
    });
  /** Waits until the run asks, which it says; then it is told. */
  const tell = async (runId: string, question: RegExp, answer: Record<string, string>) => {
    await eventually(async () => {
      const { interaction } = await getRun(world.services, world.actor, runId);
      expect(interaction?.message).toMatch(question);
      return true;
    });
    await answerRun(world.services, world.actor, { id: runId, answer });
  };
  const tfa: Steps = [{ action: 'tfa', credential: 'USER' }];

  test('for the code of an SMS, which is typed where the page asks for one', async () => {
    await stored('by sms', 'SMS');
    const open: Steps[number] = { action: 'goto', url: `${pages.url}/code` };
    const steps: Steps = [open, ...tfa, { action: 'click', selector: '#send' }];
    const whileRunning = (runId: string) => tell(runId, /by SMS/, { code: '482 913' });
    const result = await run(steps, {}, { USER: 'by sms' }, { whileRunning });
    expect(result.errors).toEqual([]);
    expect(sent().get('pin')).toBe('482913');
    expect(JSON.stringify(result)).not.toContain('482913');
  });

  test('for the link that a site has sent: it is opened if it leads to the site, and told to nobody', async () => {
    await stored('by link', 'MAGIC_LINK');
    const read: Steps[number] = {
      action: 'extract',
      fields: {
        said: { selector: '.number' },
        link: { selector: 'a', attribute: 'href' },
        title: { selector: 'h1' },
      },
    };
    const foreign = `${elsewhere.url.replace('127.0.0.1', 'localhost')}${MAGIC}`;
    const result = await run(
      [...tfa, read],
      {},
      { USER: 'by link' },
      {
        whileRunning: async (runId) => {
          await tell(runId, /has sent a link/, { link: foreign });
          await tell(runId, /is no link to/, { link: ` ${pages.url}${MAGIC}?next=%2Fhome ` });
        },
      },
    );
    expect(result.errors).toEqual([]);
    expect(result.data).toEqual({ said: '[secret]', link: '[secret]', title: 'Welcome' });
    expect(elsewhere.requests).toEqual([]);
    const { workspaceId } = world.actor;
    const rows = await world.services.db.withWorkspace(workspaceId, (tx) => tx.runEvent.findMany());
    const records = await listAuditRecords(world.services, world.actor, { limit: 100 });
    expect(JSON.stringify([result, rows.map(({ payload }) => payload), records])).not.toContain(TOKEN);
    expect(records.data.find(({ detail }) => detail?.run_id === result.id)).toMatchObject({
      action: 'secret.filled',
      outcome: 'success',
      detail: { parts: ['magic_link'], step: 2 },
    });
  });

  test('in vain: the step fails, and a run that is interrupted meanwhile stops', async () => {
    const late = await run(tfa, {}, { USER: 'by link' }, { limits: { answerMs: 1 } });

    expect(late.errors[0]).toMatchObject({ code: 'MFA_CODE_UNAVAILABLE', step_index: 1 });
    const stopped = await run(
      tfa,
      {},
      { USER: 'by link' },
      {
        whileRunning: async (id) => {
          await eventually(async () =>
            expect((await getRun(world.services, world.actor, id)).status).toBe('waiting'),
          );
          await interruptRun(world.services, world.actor, id);
        },
      },
    );
    expect(stopped).toMatchObject({ status: 'stopped', errors: [] });
  });

  test('for a link that has been used: what the site answered is said', async () => {
    const used = `${pages.url}/magic/us3d-99999999`;
    const whileRunning = (runId: string) => tell(runId, /has sent a link/, { link: used });
    const result = await run(tfa, {}, { USER: 'by link' }, { whileRunning });
    expect(result.errors[0]).toMatchObject({ category: 'AUTHENTICATION_ERROR', code: 'MFA_CODE_REJECTED' });
    expect(JSON.stringify(result)).not.toContain('us3d');
  });
});

describe('an element', () => {
  test('that comes later is waited for, and one that must not be there is seen', async () => {
    const result = await run([
      { action: 'assert', selector: '#note', gone: true },
      { action: 'click', selector: '#later' },
      { action: 'wait_for', selector: '#note', within_seconds: 5 },
      { action: 'assert', selector: '#note', gone: true },
    ]);
    expect(result.errors[0]).toMatchObject({ code: 'ASSERTION_FAILED', step_index: 4 });
  });

  test.each([
    ['is one of several', '.row', 'ELEMENT_AMBIGUOUS'],
    ['is named in no language of selectors', '##', 'ELEMENT_BAD_SELECTOR'],
    ['cannot be filled', 'h1', 'ELEMENT_UNUSABLE'],
  ])('that %s ends the run with what is wrong', async (_what, selector, code) => {
    const [error] = (await run([{ action: 'fill', selector, value: 'x' }])).errors;
    expect(error).toMatchObject({ code, step_index: 1 });
    expect(error?.message).toContain(selector);
  });

  test('that does not come ends the run', async () => {
    const [error] = (await run([{ action: 'wait_for', selector: '#never', within_seconds: 1 }])).errors;
    expect(error).toMatchObject({
      code: 'ELEMENT_NOT_FOUND',
      message: 'The page has no visible element #never.',
    });
  });
});

describe('a download', () => {
  test('is kept with the run under its step’s name', async () => {
    const result = await run([{ action: 'download', selector: '#report', name: 'orders' }]);
    expect(result.errors).toEqual([]);
    const [file] = result.files;
    expect(file).toMatchObject({ name: 'orders.csv' });
    const kept = await readArtifact(world.services, world.actor, {
      kind: 'file',
      runId: result.id,
      artifactId: file?.id ?? '',
    });
    expect(kept.body.toString()).toBe('number,amount\n1,20');
  });

  test('is not kept when it holds a secret of the run', async () => {
    const result = await run([
      { action: 'fill', selector: '#pin', secret: 'USER.pin' },
      { action: 'download', selector: '#leak', name: 'leak' },
    ]);
    expect(result.errors[0]).toMatchObject({ code: 'SECRET_IN_FILE', step_index: 2 });
    expect(result.files).toEqual([]);
  });
});

describe('a repeat', () => {
  const open = (path: string): Steps[number] => ({ action: 'goto', url: `${pages.url}${path}` });
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
    const result = await run(steps, { input_schema });
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
    const result = await run(steps, { input_schema }, { orders });
    expect(result.errors).toEqual([]);
    const bodies = pages.requests
      .filter(({ path }) => path === '/done')
      .map(({ body }) => new URLSearchParams(body));
    expect(bodies.map((body) => [body.get('customer'), body.get('pin')])).toEqual([
      ['Large Ada', PIN],
      ['Bob', PIN],
    ]);
    expect(JSON.stringify(result)).not.toContain(PIN);
    const tooMany = run(steps, { input_schema }, { orders: [1, 2, 3, 4, 5, 6] });
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
    const interrupted = await run(
      never,
      { input_schema },
      {},
      {
        whileRunning: async (runId) => {
          await eventually(() => expect(pages.requests.length).toBeGreaterThan(1));
          await interruptRun(world.services, world.actor, runId);
        },
      },
    );
    expect(interrupted).toMatchObject({ status: 'stopped', errors: [] });
    const most = never.map((step) => ({ ...step, at_most: 2 }));
    expect((await run(most, { input_schema })).steps[1]?.notes).toEqual([
      '2 passes: the most it may do, its condition has not ended it.',
    ]);
    const bounded = await run(never, { input_schema }, {}, { limits: { mostSteps: 4 } });
    expect(bounded.errors[0]).toMatchObject({ code: 'TOO_MANY_STEPS', step_index: 2 });
  });

  test('does not type a secret into another site, and says which step of it that was', async () => {
    const other = elsewhere.url.replace('127.0.0.1', 'localhost');
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
    const result = await run(steps);
    expect(result.errors[0]).toMatchObject({ code: 'ORIGIN_REFUSED', step_index: 4 });
    expect(result.steps.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed', 'failed']);
  });

  test('that changes something is where a dry run ends, and is not tried again', async () => {
    const steps: Steps = [open('/list/1'), read, { ...onward, steps: [read, next] }];
    const dry = await run(steps, { input_schema }, {}, { dry: true });
    expect(dry).toMatchObject({ status: 'success', data: { numbers: ['INV-1', 'INV-1'] } });
    expect(dry.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done', 'skipped']);
    const gone: Steps[number] = { action: 'goto', url: 'http://127.0.0.1:9/' };
    const again = { limits: { retryDelaysMs: [60_000] } };
    const looked = await run(
      [open('/list/1'), { ...onward, steps: [read, gone] }],
      { input_schema },
      {},
      again,
    );
    expect(looked.status).toBe('queued');
    const changed = await run(
      [open('/list/1'), { ...onward, steps: [next, gone] }],
      { input_schema },
      {},
      again,
    );
    expect(changed).toMatchObject({ status: 'failed', errors: [{ code: 'SITE_UNREACHABLE' }] });
  });
});

test('a workflow says what is wrong with its steps before anything runs', async () => {
  const broken = createWorkflow(world.services, world.actor, {
    name: 'broken',
    steps: [
      { action: 'fill', selector: '#pin', secret: 'NOBODY.pin' },
      { action: 'select', selector: '#size', value: '{{input.size}}' },
      { action: 'tfa', credential: 'NOBODY', selector: '#code' },
    ],
  });
  await expect(broken).rejects.toMatchObject({
    code: 'validation_failed',
    details: {
      fields: [{ field: 'steps.0.secret' }, { field: 'steps.2.credential' }, { field: 'steps.1.value' }],
    },
  });
  const both = { action: 'fill' as const, selector: '#pin', value: 'x', secret: 'USER.pin' };
  await expect(createWorkflow(world.services, world.actor, { name: 'both', steps: [both] })).rejects.toThrow(
    'Give either a text or a secret',
  );
});
