import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { saveRecipe } from '@/lib/recipes/save-recipe';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { executeRotation, type RotationDeps } from '@/lib/rotation/execute-rotation';
import { getRotation } from '@/lib/rotation/get-rotation';
import { rotationCandidate } from '@/lib/rotation/rotation-candidate';
import { startRotation } from '@/lib/rotation/start-rotation';
import { executeRun, type RunDeps } from '@/lib/runs/execute-run';
import { getRun } from '@/lib/runs/get-run';
import { startRun } from '@/lib/runs/start-run';
import { READ_ONLY_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { AWKWARD_NAME, AWKWARD_PASSWORD } from '@/lib/sandbox/site/awkward/account-book';
import { startAwkwardSite } from '@/lib/sandbox/site/awkward/awkward-site';
import { prepareQueue } from '@/lib/server/queue';
import { executeSignInCheck } from '@/lib/sign-ins/execute-sign-in-check';
import { getSignInCheck } from '@/lib/sign-ins/get-sign-in-check';
import { startSignInCheck } from '@/lib/sign-ins/start-sign-in-check';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from '@/tests/support/chromium';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

/** An account without one-time codes: each code would take a step of half a minute. */
const TITLE = 'Northwind Orders';
const OTHER = 'Globex Billing';
const NAME = 'grace@acme.example';
const PASSWORD = 'Harbour-lantern-42';

let world: ProductWorld;
let browser: Browser;
let deps: RotationDeps & RunDeps;
let workspaceId: string;

beforeAll(async () => {
  world = await startProductWorld();
  await prepareQueue(world.services.env.databaseUrl);
  browser = await startChromium();
  workspaceId = world.actor.workspaceId;
  deps = {
    ...world.services,
    browser: async () => browser,
    insecureHosts: world.services.env.insecureHosts,
    randomBytes,
    quirks: new Map(),
  };
  await fetch(`${world.site.controlUrl}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: NAME, password: PASSWORD }),
  });
  await editItem(world, TITLE, { username: NAME, password: PASSWORD, websites: [world.site.url] });
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

async function rotate(entryId: string) {
  const { id } = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  await executeRotation(deps, { workspaceId, rotationId: id }, new AbortController().signal);
  return getRotation(world.services, world.actor, id);
}

test('a read-only connection skips the rotation with the next step, and the site is untouched', async () => {
  const connection = await connectSecretProvider(world.services, world.actor, {
    name: 'read only',
    token: world.onepassword.token(READ_ONLY_ACCOUNT),
    cache_ttl_seconds: 0,
  });
  const entry = await world.bind(connection, TITLE, 'read-only');
  const rotation = await rotate(entry.id);
  expect(rotation).toMatchObject({ state: 'skipped', outcome: 'skipped', reason: 'read_only' });
  expect(rotation.next_step).toMatch(/write/);
  await world.services.db.withWorkspace(workspaceId, (tx) => tx.vaultEntry.deleteMany());
}, 120_000);

test('a stored entry is skipped with the reason', async () => {
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'stored',
    domain: world.site.url,
    source: 'stored',
    username: NAME,
    password: PASSWORD,
  });
  expect(await rotate(entry.id)).toMatchObject({ state: 'skipped', reason: 'entry_not_bound' });
});

test('a rotation changes the password on the site and in the item, proven by signing in', async () => {
  const connection = await world.connect();
  const entry = await world.bind(connection, TITLE, 'rotated');
  const key = { workspaceId, entryId: entry.id };
  const before = await resolveLogin(world.services, key);
  const { workspaceId_id, kept } = { workspaceId_id: { workspaceId, id: entry.id }, kept: new Date() };
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.update({
      where: { workspaceId_id },
      data: { sessionStateSealed: Buffer.from('the session of a run before'), sessionDataSetAt: kept },
    }),
  );
  const rotation = await rotate(entry.id);
  expect(rotation).toMatchObject({ entry_id: entry.id, state: 'done', outcome: 'finished' });
  const after = await resolveLogin(world.services, key);
  expect(after.password.reveal()).not.toBe(before.password.reveal());
  expect(JSON.stringify(rotation)).not.toContain(after.password.reveal());
  expect(await rotationCandidate(world.services, key)).toBeNull();
  // What a run under way would keep of the former password's time is dropped with it.
  const forgotten = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findUniqueOrThrow({ where: { workspaceId_id } }),
  );
  expect(forgotten).toMatchObject({ sessionStateSealed: null, sessionDataSetAt: null });
  expect(forgotten.sessionEpoch).toBeGreaterThan(0);
  const writes = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.auditRecord.findMany({
      where: { action: 'secret.written', objectId: entry.id },
      orderBy: { seq: 'asc' },
    }),
  );
  // Kept beside the present password first, promoted last: each write to the item is on record.
  expect(writes.map(({ outcome }) => outcome)).toEqual(writes.map(() => 'success'));
  expect(writes.at(0)?.detail).toContain('"pendingPassword"');
  expect(writes.at(-1)?.detail).toContain('"password"');
  // The next one proves the new password by signing in with it before anything else.
  expect(await rotate(entry.id)).toMatchObject({ state: 'done', outcome: 'finished' });
}, 240_000);

/** A form to sign in with that leads nowhere stands before the one that counts. */
const MISLEADING = `<form method="post" action="/nowhere"><label>E-mail <input name="username" autocomplete="username"></label>
  <label>Password <input type="password" autocomplete="current-password"></label><button>Sign in</button></form>
  <form method="post" action="/login"><input class="who" name="name"><input class="what" name="password" type="password"><span class="go" onclick="this.parentNode.submit()">→</span></form>`;

test('a recipe says where to sign in: to a check, to a run, and to a rotation whenever it signs in', async () => {
  const site = await startAwkwardSite({
    oddity: 'misleads who signs in',
    truth: 'candidate',
    loginPage: () => MISLEADING,
  });
  try {
    const sign_in = { url: `${site.url}/login`, username: '.who', password: '.what', submit: '.go' };
    await saveRecipe(world.services, world.actor, { address: site.url, recipe: { sign_in } });
    await editItem(world, OTHER, {
      username: AWKWARD_NAME,
      password: AWKWARD_PASSWORD,
      websites: [site.url],
    });
    const entry = await createEntry(world.services, world.actor, {
      ...{ permissioned_user_id: 'misled', domain: site.url, source: 'provider' },
      secret_provider_id: (await world.connectServer()).id,
      secret_ref: world.refOf(OTHER),
    });
    const check = await startSignInCheck(deps, world.actor, { entry_id: entry.id });
    await executeSignInCheck(deps, { workspaceId, checkId: check.id }, new AbortController().signal);
    expect(await getSignInCheck(deps, world.actor, check.id)).toMatchObject({ signed_in: true });
    const workflow = await createWorkflow(world.services, world.actor, {
      name: 'in',
      steps: [{ action: 'sign_in', credential: 'USER' }],
      vault_schema: { USER: { type: 'credential', domain: site.url } },
    });
    const run = await startRun(world.services, world.actor, {
      workflow_id: workflow.id,
      run_input_variables: { USER: entry.id },
    });
    await executeRun(deps, { workspaceId, runId: run.id }, new AbortController().signal);
    expect(await getRun(world.services, world.actor, run.id)).toMatchObject({ status: 'success' });
    expect(await rotate(entry.id)).toMatchObject({ state: 'done', outcome: 'finished' });
    expect(site.state.password).not.toBe(AWKWARD_PASSWORD);
    expect(site.state.failures).toBe(0);
  } finally {
    await site.close();
  }
}, 120_000);
