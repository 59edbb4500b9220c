import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { executeRotation } from '@/lib/rotation/execute-rotation';
import { listRotations } from '@/lib/rotation/list-rotations';
import { executeRun, type RunDeps } from '@/lib/runs/execute-run';
import { getRun } from '@/lib/runs/get-run';
import { startRun } from '@/lib/runs/start-run';
import { AWKWARD_NAME, AWKWARD_PASSWORD } from '@/lib/sandbox/site/awkward/account-book';
import { awkwardServers } from '@/lib/sandbox/site/awkward/awkward-servers';
import { type AwkwardSite, startAwkwardSite } from '@/lib/sandbox/site/awkward/awkward-site';
import { saveRotationSettings } from '@/lib/schedules/save-rotation-settings';
import { startForcedRotations } from '@/lib/schedules/start-forced-rotations';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from '@/tests/support/chromium';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';
import { DrillClock } from '../drills/drill-clock';

const TITLE = 'Northwind Orders';

let world: ProductWorld;
let browser: Browser;
let site: AwkwardSite;
let workspaceId: string;
let workflowId: string;
let entryId: string;
const clock = new DrillClock();
const never = new AbortController().signal;

beforeAll(async () => {
  [world, browser, site] = await Promise.all([
    startProductWorld(),
    startChromium(),
    startAwkwardSite(awkwardServers.forced_change),
  ]);
  await prepareQueue(world.services.env.databaseUrl);
  workspaceId = world.actor.workspaceId;
  await editItem(world, TITLE, {
    username: AWKWARD_NAME,
    password: AWKWARD_PASSWORD,
    websites: [site.url],
  });
  const connection = await world.connectServer();
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'orders',
    domain: site.url,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf(TITLE),
  });
  entryId = entry.id;
  const workflow = await createWorkflow(world.services, world.actor, {
    name: 'orders',
    steps: [
      { action: 'sign_in', credential: 'ORDERS' },
      { action: 'goto', url: `${site.url}/orders` },
      { action: 'extract', fields: { heading: { selector: 'h1' } } },
    ],
    vault_schema: { ORDERS: { type: 'credential', domain: site.url } },
  });
  workflowId = workflow.id;
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await world?.close();
});

function deps() {
  const { services } = world;
  const runs: RunDeps['runs'] = { ...services.runs, retryDelaysMs: [], answerMs: 10_000 };
  return {
    ...services,
    ...{ clock, runs, randomBytes, quirks: new Map(), browser: async () => browser },
    insecureHosts: services.env.insecureHosts,
  };
}

async function meetDemand(): Promise<string> {
  const { id } = await startRun(world.services, world.actor, {
    workflow_id: workflowId,
    run_input_variables: { ORDERS: entryId },
  });
  await goOn(id);
  return id;
}

function goOn(runId: string): Promise<void> {
  return executeRun(deps(), { workspaceId, runId }, never);
}

const startForced = () => startForcedRotations({ ...world.services, clock, random: () => 0.5 });

test('a run that meets a demand which nobody is to answer fails as what it is', async () => {
  const id = await meetDemand();
  expect(await getRun(world.services, world.actor, id)).toMatchObject({
    status: 'failed',
    errors: [{ category: 'PASSWORD_UPDATE_REQUIRED', code: 'PASSWORD_EXPIRED' }],
  });
  expect(await startForced()).toBe(0);
});

test('a run that meets a forced password change waits for the rotation that it brings about, and succeeds', async () => {
  await saveRotationSettings({ ...world.services, clock, random: () => 0.5 }, world.actor, {
    rotate_on_forced_change: true,
  });
  const id = await meetDemand();
  expect(await getRun(world.services, world.actor, id)).toMatchObject({ status: 'queued' });
  expect(await startForced()).toBe(1);

  // Its time comes before the rotation begins: it would only meet the demand again.
  clock.skip(60_000);
  await goOn(id);
  expect(await getRun(world.services, world.actor, id)).toMatchObject({ status: 'queued' });

  const { data } = await listRotations(world.services, world.actor, { entry_id: entryId, limit: 1 });
  const [rotation] = data;
  await executeRotation(deps(), { workspaceId, rotationId: rotation?.id ?? '' }, never);
  const { password } = await resolveLogin({ ...world.services, clock }, { workspaceId, entryId });
  expect(password.reveal()).toBe(site.state.password);
  expect(password.reveal()).not.toBe(AWKWARD_PASSWORD);

  await goOn(id);
  expect(await getRun(world.services, world.actor, id)).toMatchObject({
    status: 'success',
    data: { heading: 'Orders' },
    errors: [{ category: 'PASSWORD_UPDATE_REQUIRED' }],
  });
  expect(site.state.failures).toBe(0);
}, 120_000);
