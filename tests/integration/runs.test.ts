import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkflowView } from '@/lib/contract/workflow';
import { executeRun, type RunDeps } from '@/lib/runs/execute-run';
import { getRun } from '@/lib/runs/get-run';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { readArtifact } from '@/lib/runs/read-artifact';
import { recoverRuns } from '@/lib/runs/recover-runs';
import { claimRun } from '@/lib/runs/run-lease';
import type { RunLimits } from '@/lib/runs/run-limits';
import { startRun } from '@/lib/runs/start-run';
import { watchRun } from '@/lib/runs/watch-run';
import { demoUser } from '@/lib/sandbox/demo-user';
import { demoWorkflow } from '@/lib/server/demo-workflow';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from '@/tests/support/chromium';
import { eventually } from '@/tests/support/eventually';
import { startHtmlPages } from '@/tests/support/html-pages';
import { ManualClock } from '@/tests/support/manual-clock';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
let browser: Browser;
let workflow: WorkflowView;
let deps: RunDeps;

beforeAll(async () => {
  world = await startProductWorld();
  browser = await startChromium();
  await prepareQueue(world.services.env.databaseUrl);
  const connection = await world.connect('1Password', 0);
  await world.bind(connection, 'Acme Prod Login', 'acme-prod');
  workflow = await createWorkflow(world.services, world.actor, demoWorkflow(world.site.url));
  deps = {
    ...world.services,
    browser: async () => browser,
    insecureHosts: ['127.0.0.1'],
    runs: { retryDelaysMs: [], answerMs: 10_000 },
  };
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function control(path: string, body: object, method = 'POST'): Promise<void> {
  const response = await fetch(`${world.site.controlUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the site's control refused: ${response.status}`);
}

async function execute(
  workflowId = workflow.id,
  variables: Record<string, string> = {},
  limits: Partial<RunLimits> = {},
) {
  const { id } = await startRun(world.services, world.actor, {
    workflow_id: workflowId,
    run_input_variables: variables,
  });
  const limited = { ...deps, runs: { ...deps.runs, ...limits } };
  const key = { workspaceId: world.actor.workspaceId, runId: id };
  await executeRun(limited, key, new AbortController().signal);
  return getRun(world.services, world.actor, id);
}

test('a run signs in with user name, password and live code, and brings data and a picture', async () => {
  const run = await execute();
  expect(run.errors).toEqual([]);
  expect(run).toMatchObject({
    status: 'success',
    data: { greeting: 'Hello, Ada', invoices: ['INV-2041', 'INV-2017', 'INV-1988'] },
  });
  expect(run.steps.map((step) => step.state)).toEqual(['done', 'done', 'done', 'done', 'done']);
  const [screenshot] = run.screenshots;
  const picture = await readArtifact(world.services, world.actor, {
    kind: 'screenshot',
    runId: run.id,
    artifactId: screenshot?.id ?? '',
  });
  expect(picture.body.subarray(1, 4).toString()).toBe('PNG');
});

// The run before has used the code of this step; the next comes after up to 30 seconds.
test('after a person changed the password in 1Password and on the site, the next run uses the new one', async () => {
  const password = 'tulip-Harbor-95-quartz';
  await editItem(world, 'Acme Prod Login', { password });
  await control(`/users/${encodeURIComponent(demoUser.username)}`, { password }, 'PATCH');
  expect((await execute()).status).toBe('success');
}, 90_000);

test('a wrong password fails as what it is, with the next step, and is typed once', async () => {
  await editItem(world, 'Acme Prod Login', { password: 'not-the-password-1' });
  const run = await execute();
  expect(run.status).toBe('failed');
  expect(run.errors[0]).toMatchObject({
    category: 'AUTHENTICATION_ERROR',
    code: 'INVALID_CREDENTIALS',
    step_index: 1,
  });
  expect(run.errors[0]?.next_step).toContain('1Password');
  const users = await fetch(`${world.site.controlUrl}/users`).then((response) => response.json());
  expect(users.find((user: { username: string }) => user.username === demoUser.username)).toMatchObject({
    failures: 1,
  });
  await editItem(world, 'Acme Prod Login', { password: 'tulip-Harbor-95-quartz' });
});

test('a site that is down and a page that does not exist are told apart', async () => {
  await control('/behaviour', { down: true });
  expect((await execute()).errors[0]).toMatchObject({ category: 'SERVICE_UNAVAILABLE' });
  await control('/behaviour', { down: false });
  const missing = await createWorkflow(world.services, world.actor, {
    name: 'missing page',
    steps: [{ action: 'goto', url: `${world.site.url}/nowhere` }],
  });
  expect((await execute(missing.id)).errors[0]).toMatchObject({ category: 'PAGE_NOT_FOUND', step_index: 0 });
  const unreachable = await createWorkflow(world.services, world.actor, {
    name: 'nobody there',
    steps: [{ action: 'goto', url: 'http://127.0.0.1:9/' }],
  });
  expect((await execute(unreachable.id)).errors[0]).toMatchObject({ code: 'SITE_UNREACHABLE' });
});

test('a page that never loads ends the run with that reason, and does not hold it', async () => {
  await control('/behaviour', { hang: true });
  const run = await execute(workflow.id, {}, { pageMs: 1_000 });
  await control('/behaviour', { hang: false });
  expect(run.errors[0]).toMatchObject({
    category: 'SERVICE_UNAVAILABLE',
    code: 'PAGE_TIMEOUT',
    step_index: 0,
  });
}, 60_000);

test('a password is not typed into a page of another origin', async () => {
  const other = world.site.url.replace('127.0.0.1', 'localhost');
  const elsewhere = await createWorkflow(world.services, world.actor, {
    name: 'elsewhere',
    steps: [
      { action: 'goto', url: `${other}/login` },
      { action: 'sign_in', credential: 'USER' },
    ],
    vault_schema: { USER: { type: 'credential', domain: world.site.url } },
  });
  const before = await fetch(`${world.site.controlUrl}/users`).then((response) => response.text());
  const run = await execute(elsewhere.id);
  expect(run.errors[0]).toMatchObject({ code: 'ORIGIN_REFUSED', step_index: 1 });
  expect(await fetch(`${world.site.controlUrl}/users`).then((response) => response.text())).toBe(before);
});

test('a run whose worker died is marked with the reason, and its late worker cannot write any more', async () => {
  const { id } = await startRun(world.services, world.actor, { workflow_id: workflow.id });
  const key = { workspaceId: world.actor.workspaceId, runId: id };
  const clock = new ManualClock();
  expect(await claimRun({ ...world.services, clock }, key)).not.toBeNull();
  clock.advance(60_000);
  expect((await recoverRuns({ ...world.services, clock })).failed).toBe(1);
  const run = await getRun(world.services, world.actor, id);
  expect(run).toMatchObject({ status: 'failed', errors: [{ code: 'WORKER_LOST' }] });
  expect(await claimRun(world.services, key)).toBeNull();
});

test('a run that was taken over while a page was loading types no password', async () => {
  await control('/behaviour', { latency_ms: 1_000 });
  const { workspaceId } = world.actor;
  const { id } = await startRun(world.services, world.actor, { workflow_id: workflow.id });
  const executing = executeRun(deps, { workspaceId, runId: id }, new AbortController().signal);
  await eventually(async () => {
    const [step] = (await getRun(world.services, world.actor, id)).steps;
    return step?.state === 'running';
  });
  const sent: string[] = [];
  for (const context of browser.contexts())
    context.on('request', (request) => void (request.method() === 'POST' && sent.push(request.url())));
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.run.update({ where: { workspaceId_id: { workspaceId, id } }, data: { epoch: { increment: 1 } } }),
  );
  await control('/behaviour', { latency_ms: 0 });
  await executing;
  expect(sent).toEqual([]);
  const later = new ManualClock(Date.now() + 60_000);
  expect((await recoverRuns({ ...world.services, clock: later })).failed).toBe(1);
});

test('of two workers that are handed one run, one opens a browser, and closes it', async () => {
  const { id } = await startRun(world.services, world.actor, { workflow_id: workflow.id });
  const key = { workspaceId: world.actor.workspaceId, runId: id };
  let opened = 0;
  const counting = {
    ...deps,
    browser: async () => {
      opened += 1;
      return browser;
    },
  };
  const signal = AbortSignal.abort(new Error('both are shut down'));
  await Promise.all([executeRun(counting, key, signal), executeRun(counting, key, signal)]);
  expect(opened).toBe(1);
  expect(browser.contexts()).toEqual([]);
});

test('a run that is interrupted while it runs stops and says so', async () => {
  await control('/behaviour', { latency_ms: 1500 });
  const { id } = await startRun(world.services, world.actor, { workflow_id: workflow.id });
  const executing = executeRun(
    deps,
    { workspaceId: world.actor.workspaceId, runId: id },
    new AbortController().signal,
  );
  for await (const run of watchRun(world.services, world.actor, {
    id,
    signal: AbortSignal.timeout(20_000),
  })) {
    if (run.status === 'running') {
      await interruptRun(world.services, world.actor, id);
      break;
    }
  }
  await executing;
  await control('/behaviour', { latency_ms: 0 });
  expect(await getRun(world.services, world.actor, id)).toMatchObject({ status: 'stopped', errors: [] });
});

test('data in which a site hands the password back, encoded more than once, is withheld, and the history says so', async () => {
  const password = 'Zq&7 "Kranich" 94/quartz';
  const twice = Buffer.from(Buffer.from(password).toString('base64')).toString('hex');
  const site = await startHtmlPages(
    {
      '/login':
        '<form method="post" action="/in"><input type="email"><input type="password"><button>Sign in</button></form>',
      '/in': `<a href="/out">Sign out</a><p id="once">${password}</p><p id="twice">${twice}</p>`,
    },
    '127.0.0.1',
  );
  try {
    const userId = 'handed-back';
    const entry = { permissioned_user_id: userId, domain: site.url, username: 'ada@acme.example', password };
    await createEntry(world.services, world.actor, { ...entry, source: 'stored' });
    const extracting = (selector: string) =>
      createWorkflow(world.services, world.actor, {
        name: selector,
        steps: [
          { action: 'goto', url: `${site.url}/login` },
          { action: 'sign_in', credential: 'USER' },
          { action: 'extract', fields: { said: { selector } } },
        ],
        vault_schema: { USER: { type: 'credential', domain: site.url } },
      });
    const once = await execute((await extracting('#once')).id, { USER: userId });
    expect(once).toMatchObject({ status: 'success', data: { said: '[secret]' } });
    const run = await execute((await extracting('#twice')).id, { USER: userId });
    expect(run).toMatchObject({ status: 'success', data: {} });
    expect(JSON.stringify(run.steps)).toContain('The data of this run was withheld');
    expect(JSON.stringify(run)).not.toContain(twice);
  } finally {
    await site.close();
  }
}, 60_000);

test('nothing secret of the runs is in the database in plain form', async () => {
  const rows = await world.services.db.withWorkspace(
    world.actor.workspaceId,
    (tx) => tx.$queryRaw<Array<{ line: string }>>`
      select row_to_json(r)::text as line from run r union all
      select row_to_json(e)::text from run_event e union all
      select row_to_json(v)::text from vault_entry v union all
      select row_to_json(p)::text from secret_provider p union all
      select row_to_json(c)::text from cached_secret c union all
      select row_to_json(a)::text from artifact a`,
  );
  const dump = rows.map((row) => row.line).join('\n');
  expect(dump.includes('execution.success')).toBe(true);
  for (const secret of [
    demoUser.password,
    'tulip-Harbor-95-quartz',
    'not-the-password-1',
    demoUser.totpSecret,
  ]) {
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
  }
});
