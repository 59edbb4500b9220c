import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { resolveLogins } from '@/lib/resolver/resolve-logins';
import { warmLogins } from '@/lib/resolver/warm-logins';
import { executeRun } from '@/lib/runs/execute-run';
import { getRun } from '@/lib/runs/get-run';
import { startRun } from '@/lib/runs/start-run';
import { prepareQueue } from '@/lib/server/queue';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from '@/tests/support/chromium';
import { controlPost, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

const TITLES = ['Northwind Orders', 'Globex Billing', 'Initech Reports', 'Acme Prod Login'];

let world: ProductWorld;
let browser: Browser;
/** Asks for many items in one request, unlike a Connect server. */
let kept: SecretProviderView;
beforeAll(async () => {
  world = await startProductWorld();
  browser = await startChromium();
  await prepareQueue(world.services.env.databaseUrl);
  kept = await world.connect('kept for a while', 300);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach(async () => {
  await fetch(`${world.onepassword.controlUrl}/faults`, { method: 'DELETE' });
});

let names = 0;
async function bindAll(connection: SecretProviderView, titles = TITLES): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) {
    names += 1;
    ids.push((await world.bind(connection, title, `user ${names}`)).id);
  }
  await world.forgetReads();
  return ids;
}

const warm = (ids: readonly string[]) => warmLogins(world.services, world.actor.workspaceId, ids);
const keyOf = (entryId: string) => ({ workspaceId: world.actor.workspaceId, entryId });
const sourcesOf = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await resolveLogin(world.services, keyOf(id))).source));

test('what a run is going to need is read by one request, and by none when it is at hand', async () => {
  const ids = await bindAll(kept);
  await warm(ids);
  expect(await world.itemReads()).toBe(1);
  expect(new Set(await sourcesOf(ids))).toEqual(new Set(['cache']));
  await warm(ids);
  expect(await world.itemReads()).toBe(1);
});

test('each entry gets the login of its own item, and a missing item is the trouble of its entry alone', async () => {
  const ids = await bindAll(kept);
  const lost = (await world.bind(kept, 'Northwind Orders', 'is lost')).id;
  const nowhere = `${world.refOf('Northwind Orders').slice(0, -26)}${'z'.repeat(26)}`;
  await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    tx.vaultEntry.updateMany({ where: { id: lost }, data: { secretRef: nowhere } }),
  );
  await world.forgetReads();
  const outcomes = await resolveLogins(world.services, world.actor.workspaceId, [...ids, lost, ids[0] ?? '']);
  expect(await world.itemReads()).toBe(1);
  const users = ids.map((id) => {
    const outcome = outcomes.get(id);
    return outcome?.ok ? outcome.login.username.reveal() : 'none';
  });
  expect(users).toEqual([
    'orders@acme.example',
    'ada.billing@acme.example',
    'reporting@acme.example',
    (await resolveLogin(world.services, keyOf(ids[3] ?? ''))).username.reveal(),
  ]);
  expect(outcomes.get(lost)).toMatchObject({ ok: false, error: { code: 'item_not_found' } });
});

test('what is not kept is left to the moment it is needed', async () => {
  const off = await world.connectServer('always live', 0);
  await warm(await bindAll(off));
  expect(await world.itemReads()).toBe(0);
});

test('it never fails: whoever needs a login that could not be read meets the reason', async () => {
  const throttled = await world.connectServer('in trouble', 300);
  const ids = await bindAll(throttled);
  await controlPost(world, '/faults', { backend: 'connect', status: 400, times: 20 });
  await warm([...ids, 'no id', 'ffffffff-ffff-4fff-bfff-ffffffffffff']);
  await expect(sourcesOf(ids)).rejects.toThrow();
});

/** A run of two logins of which the first lets nobody in: the second is never asked for. */
async function failAtFirst(first: string | undefined, second: string | undefined): Promise<string> {
  const { url } = world.site;
  const { services, actor } = world;
  const workflow = await createWorkflow(services, actor, {
    name: `logins of ${names}`,
    steps: [
      { action: 'goto', url: `${url}/login` },
      { action: 'sign_in', credential: 'FIRST' },
      { action: 'sign_in', credential: 'SECOND' },
    ],
    vault_schema: {
      FIRST: { type: 'credential', domain: url },
      SECOND: { type: 'credential', domain: url },
    },
  });
  const { id: runId } = await startRun(services, actor, {
    workflow_id: workflow.id,
    run_input_variables: { FIRST: first, SECOND: second },
  });
  const deps = {
    ...services,
    browser: async () => browser,
    insecureHosts: ['127.0.0.1'],
    runs: { retryDelaysMs: [], answerMs: 10_000 },
  };
  await executeRun(deps, { workspaceId: actor.workspaceId, runId }, new AbortController().signal);
  expect((await getRun(services, actor, runId)).errors[0]).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  return runId;
}

test('a run reads its logins together; only what it used is on record', async () => {
  const [first = '', second = ''] = await bindAll(kept, ['Northwind Orders', 'Initech Reports']);
  const { services, actor } = world;
  const runId = await failAtFirst(first, second);
  expect(await world.itemReads()).toBe(1);
  const usesOf = async (object: string) =>
    (await listAuditRecords(services, actor, { object, limit: 100 })).data.filter(
      ({ action }) => action === 'secret.resolved',
    );
  expect(await usesOf(first)).toMatchObject([{ detail: { run_id: runId } }]);
  expect(await usesOf(second)).toEqual([]);
});

test('a login of an entry that has kept a session is not read ahead: the session may be all that is needed', async () => {
  const [first, second] = await bindAll(kept, ['Northwind Orders', 'Globex Billing']);
  await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    tx.vaultEntry.updateMany({
      where: { id: { in: [first ?? '', second ?? ''] } },
      data: { sessionStateSealed: Buffer.from('whatever a run has left'), sessionDataSetAt: new Date() },
    }),
  );
  await failAtFirst(first, second);
  expect(await sourcesOf([first ?? ''])).toEqual(['cache']);
  expect(await sourcesOf([second ?? ''])).toEqual(['live']);
});
