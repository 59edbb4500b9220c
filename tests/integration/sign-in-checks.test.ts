import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { signInFailure } from '@/lib/browser/sign-in-outcome';
import type { SignInCheckView } from '@/lib/contract/sign-in-check';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { runStatements } from '@/lib/db/run-statements';
import { Secret } from '@/lib/kernel/secret';
import { deleteRecipe } from '@/lib/recipes/delete-recipe';
import { saveRecipe } from '@/lib/recipes/save-recipe';
import { SecretSet } from '@/lib/redaction/secret-set';
import { prepareQueue } from '@/lib/server/queue';
import { executeSignInCheck, type SignInCheckDeps } from '@/lib/sign-ins/execute-sign-in-check';
import { getSignInCheck } from '@/lib/sign-ins/get-sign-in-check';
import { purgeSignInChecks, recoverSignInChecks } from '@/lib/sign-ins/recover-sign-in-checks';
import { type PasswordMark, type Refusal, recallRefusals, rememberedOutcome } from '@/lib/sign-ins/refusals';
import { CheckLost, claimCheck, SignInCheckJournal } from '@/lib/sign-ins/sign-in-check-journal';
import { startSignInCheck } from '@/lib/sign-ins/start-sign-in-check';
import { createEntry } from '@/lib/vault/create-entry';
import { updateEntry } from '@/lib/vault/update-entry';
import { startChromium } from '@/tests/support/chromium';
import { eventually } from '@/tests/support/eventually';
import { ManualClock } from '@/tests/support/manual-clock';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';

const USER = 'grace@acme.example';
const PASSWORD = 'violet-Anchor-17-basalt';
const WRONG = 'not-the-password-7';

let world: ProductWorld;
let browser: Browser;
let deps: SignInCheckDeps;
let entry: VaultEntryView;

beforeAll(async () => {
  world = await startProductWorld();
  browser = await startChromium();
  await prepareQueue(world.services.env.databaseUrl);
  deps = { ...world.services, browser: async () => browser, insecureHosts: ['127.0.0.1'] };
});
beforeEach(async () => {
  await control('/reset', {});
  await control('/users', { username: USER, password: PASSWORD });
  entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: crypto.randomUUID(),
    domain: world.site.url,
    source: 'stored',
    username: USER,
    password: PASSWORD,
  });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function control(path: string, body: object): Promise<void> {
  const response = await fetch(`${world.site.controlUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the site's control refused: ${response.status}`);
}

const users = z.array(z.object({ username: z.string(), failures: z.number(), locked: z.boolean() }));

async function siteUser() {
  const response = await fetch(`${world.site.controlUrl}/users`);
  return users.parse(await response.json()).find(({ username }) => username === USER);
}

function start(again = false): Promise<SignInCheckView> {
  return startSignInCheck(deps, world.actor, { entry_id: entry.id, again });
}

function keyOfEntry() {
  return { workspaceId: world.actor.workspaceId, entryId: entry.id };
}

function execute(id: string, signal = new AbortController().signal, using = deps): Promise<void> {
  return executeSignInCheck(using, { workspaceId: world.actor.workspaceId, checkId: id }, signal);
}

async function check(options: { again?: boolean; using?: SignInCheckDeps } = {}): Promise<SignInCheckView> {
  const { id } = await start(options.again);
  await execute(id, undefined, options.using);
  return getSignInCheck(world.services, world.actor, id);
}

function setPassword(password: string) {
  return updateEntry(world.services, world.actor, { id: entry.id, change: { password } });
}

test('right values are told as such, with what was seen: here live ones and a live code from 1Password', async () => {
  const connection = await world.connect('1Password', 0);
  const bound = await world.bind(connection, 'Acme Prod Login');
  const { id } = await startSignInCheck(deps, world.actor, {
    permissioned_user_id: bound.permissioned_user_id,
    domain: bound.domain,
  });
  await execute(id);
  const done = await getSignInCheck(world.services, world.actor, id);
  expect(done).toMatchObject({
    entry_id: bound.id,
    state: 'done',
    signed_in: true,
    category: null,
    code: null,
    next_step: null,
    refusals: 0,
  });
  expect(done.finished_at).not.toBeNull();
  expect(done.evidence.join('\n')).toMatch(/read live from 1Password[\s\S]*One-time code: read live/);
});

test('a refused password is not sent a second time by itself, only when it is asked for; another one is', async () => {
  await setPassword(WRONG);
  const refused = await check();
  expect(refused).toMatchObject({
    signed_in: false,
    category: 'AUTHENTICATION_ERROR',
    code: 'INVALID_CREDENTIALS',
    refusals: 1,
  });
  expect(refused.next_step).toContain('1Password');
  expect(await check()).toMatchObject({ signed_in: false, code: 'REFUSED_LATELY', refusals: 1 });
  expect((await siteUser())?.failures).toBe(1);

  expect(await check({ again: true })).toMatchObject({ code: 'INVALID_CREDENTIALS', refusals: 2 });
  expect((await siteUser())?.failures).toBe(2);
  expect((await check()).message).toContain('2 times');
  await expectNoSecretKept();

  await setPassword(PASSWORD);
  expect(await check()).toMatchObject({ signed_in: true });
  expect((await recallRefusals(deps, keyOfEntry(), Secret.of(WRONG))).refusals).toEqual([]);
});

async function expectNoSecretKept(): Promise<void> {
  const rows = await world.services.db.withWorkspace(
    world.actor.workspaceId,
    (tx) => tx.$queryRaw<Array<{ line: string }>>`
      select row_to_json(c)::text as line from sign_in_check c union all
      select row_to_json(r)::text from refused_sign_in r`,
  );
  const dump = rows.map((row) => row.line).join('\n');
  expect(dump).toContain('INVALID_CREDENTIALS');
  for (const secret of [PASSWORD, WRONG]) {
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
  }
}

async function remember(passwordMark: PasswordMark, code: Refusal['code'], at: number): Promise<void> {
  const outcome = signInFailure(code, [], true);
  await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    runStatements(tx, rememberedOutcome(keyOfEntry(), { passwordMark, outcome, at: new Date(at) })),
  );
}

test('a refusal is remembered for that password of that entry alone, and for half an hour', async () => {
  const clock = new ManualClock();
  const later = { ...deps, clock };
  const wrong = await recallRefusals(later, keyOfEntry(), Secret.of(WRONG));
  await remember(wrong.passwordMark, 'INVALID_CREDENTIALS', clock.now());
  expect((await recallRefusals(later, keyOfEntry(), Secret.of(WRONG))).refusals).toHaveLength(1);
  expect((await recallRefusals(later, keyOfEntry(), Secret.of(PASSWORD))).refusals).toEqual([]);
  const other = { ...keyOfEntry(), entryId: crypto.randomUUID() };
  expect((await recallRefusals(later, other, Secret.of(WRONG))).passwordMark).not.toEqual(wrong.passwordMark);
  clock.advance(31 * 60_000);
  expect((await recallRefusals(later, keyOfEntry(), Secret.of(WRONG))).refusals).toEqual([]);
  await purgeSignInChecks(later);
  expect((await recallRefusals(deps, keyOfEntry(), Secret.of(WRONG))).refusals).toEqual([]);
});

test('an account that the site has locked is left in peace, with any password', async () => {
  const { passwordMark } = await recallRefusals(deps, keyOfEntry(), Secret.of(WRONG));
  await remember(passwordMark, 'ACCOUNT_LOCKED', Date.now());
  expect(await check()).toMatchObject({ signed_in: false, code: 'LOCKED_LATELY' });
  expect(await check({ again: true })).toMatchObject({ signed_in: true });
});

test('what could not be told is neither yes nor no', async () => {
  await control('/behaviour', { down: true });
  const down = await check();
  expect(down).toMatchObject({ signed_in: null, category: 'SERVICE_UNAVAILABLE' });
  expect(down.next_step).not.toBeNull();
});

test('a site over plain http is refused unless the operator lists the host, before anything is queued', async () => {
  const strict = { ...deps, insecureHosts: [] };
  await expect(startSignInCheck(strict, world.actor, { entry_id: entry.id })).rejects.toMatchObject({
    code: 'address_refused',
  });
  const { id } = await start();
  await execute(id, undefined, strict);
  expect(await getSignInCheck(world.services, world.actor, id)).toMatchObject({
    signed_in: null,
    code: 'ADDRESS_REFUSED',
  });
  expect((await siteUser())?.failures).toBe(0);
});

test('a dry run signs in and finds the change form with what it asks for, and sends nothing', async () => {
  const { id } = await startSignInCheck(deps, world.actor, {
    entry_id: entry.id,
    look_for_change_form: true,
    recipe: { change: { url: `${world.site.url}/account/security/password` } },
  });
  await execute(id);
  const done = await getSignInCheck(world.services, world.actor, id);
  expect(done).toMatchObject({
    signed_in: true,
    look_for_change_form: true,
    change_form: { found: true, fields: { current: 1, next: 2, code: false } },
  });
  expect(done.change_form?.address).toContain(world.site.url);
  // The site still knows the entry by its password.
  expect(await check()).toMatchObject({ signed_in: true, change_form: null });
});

test('a recipe of the workspace holds for the sign-in, and a draft is tried instead of it', async () => {
  const recipe = { sign_in: { url: `${world.site.url}/no-such-page` } };
  await saveRecipe(world.services, world.actor, { address: world.site.url, recipe });
  expect(await check()).toMatchObject({ signed_in: null, category: 'PAGE_NOT_FOUND' });
  const { id } = await startSignInCheck(deps, world.actor, { entry_id: entry.id, recipe: { sign_in: {} } });
  await execute(id);
  expect(await getSignInCheck(world.services, world.actor, id)).toMatchObject({ signed_in: true });
  await deleteRecipe(world.services, world.actor, world.site.url);
  expect(await check()).toMatchObject({ signed_in: true });
});

test('two people who ask at once get one check', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(second?.id).toBe(first?.id);
});

test('a check whose worker died ends with that reason, and the late worker cannot write any more', async () => {
  const { id } = await start();
  const key = { workspaceId: world.actor.workspaceId, checkId: id };
  const clock = new ManualClock();
  expect(await claimCheck({ ...world.services, clock }, key)).not.toBeNull();
  clock.advance(60_000);
  expect(await recoverSignInChecks({ ...world.services, clock })).toMatchObject({ ended: 1 });
  expect(await getSignInCheck(world.services, world.actor, id)).toMatchObject({
    state: 'done',
    signed_in: null,
    code: 'WORKER_LOST',
  });
  expect(await claimCheck(world.services, key)).toBeNull();
  const late = new SignInCheckJournal(world.services, key, new SecretSet());
  await expect(late.note('still here')).rejects.toThrow(CheckLost);
  await expect(late.end({ signedIn: true, refusals: 0 })).rejects.toThrow(CheckLost);
  expect((await start()).id).not.toBe(id);
});

test('a check that is under way when its worker is shut down says so', async () => {
  await control('/behaviour', { latency_ms: 1500 });
  const { id } = await start();
  const shutdown = new AbortController();
  const executing = execute(id, shutdown.signal);
  await eventually(async () => (await getSignInCheck(world.services, world.actor, id)).evidence.length > 0);
  shutdown.abort(new Error('shutdown'));
  await executing;
  expect(await getSignInCheck(world.services, world.actor, id)).toMatchObject({
    signed_in: null,
    code: 'WORKER_STOPPED',
  });
});
