import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { run as runView } from '@/lib/contract/run';
import { openSession } from '@/lib/vault/browser-secrets';
import { eventually } from '../support/eventually';
import { startSessionSite } from '../support/session-site';
import { startWireWorld, type WireWorld } from '../support/wire-world';
import { startWorker, type TestWorker } from '../support/worker';

const USED = 'Already signed in: the kept session was used.';
const KEPT = 'The session is kept for the next run.';
const OVER = 'The site does not take the kept session any more.';

let world: WireWorld;
let worker: TestWorker;
let site: Awaited<ReturnType<typeof startSessionSite>>;
let workflowId: string;
beforeAll(async () => {
  world = await startWireWorld();
  worker = await startWorker(world);
  site = await startSessionSite();
  workflowId = await workflow('sessions', [
    { action: 'goto', url: `${site.url}/home` },
    { action: 'extract', fields: { state: { selector: '#state' } } },
  ]);
});
afterAll(async () => {
  await worker?.stop();
  await site?.close();
  await world?.close();
});

async function workflow(name: string, steps: object[]): Promise<string> {
  const made = await world.client('POST /api/v1/workflows', {
    name,
    steps: [{ action: 'sign_in', credential: 'USER', url: `${site.url}/login` }, ...steps],
    vault_schema: { USER: { type: 'credential', domain: site.url } },
  });
  return z.object({ id: z.string() }).parse(made.body).id;
}

/** An account of the site and its entry. */
async function account(name: string, entry: object = { persist_cookies: true }): Promise<string> {
  site.setPassword(name, `password of ${name}`);
  await world.cruise.vault.create(site.url, name, {
    user_name: name,
    password: `password of ${name}`,
    ...entry,
  });
  return name;
}

async function run(USER: string | string[], workflow_id = workflowId) {
  const handle = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER } });
  await handle.wait().catch(() => undefined);
  return view(handle.sessionId);
}

async function view(id: string) {
  return runView.parse((await world.raw(`GET /api/v1/runs/${id}`)).body);
}

type Run = Awaited<ReturnType<typeof run>>;
const notesOf = ({ steps }: Run) => steps[0]?.notes ?? [];

const entry = z.object({
  id: z.string(),
  session_data_set_at: z.string().nullable(),
  updated_at: z.string(),
});
async function entryOf(name: string) {
  const query = new URLSearchParams({ permissioned_user_id: name, domain: site.url });
  return entry.parse((await world.raw(`GET /vault?${query}`)).body);
}

/** What is kept of an entry, in the clear. */
async function keptOf(name: string): Promise<string> {
  const { db, keys } = world.services;
  const { workspaceId } = world.actor;
  const { id } = await entryOf(name);
  const row = await db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } }),
  );
  return JSON.stringify(openSession(await keys.keyring(workspaceId), row));
}

function clear(name: string) {
  return world.raw('PATCH /vault/clear-browser-state', { permissioned_user_id: name, domain: site.url });
}

test('the second run of an entry of the drop-in client that keeps cookies types no password, and asks for no code', async () => {
  const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  const ada = await world.account('ada', {
    totpSecret,
    entry: { persist_cookies: true, tfa_secret: totpSecret },
  });
  const workflow_id = await world.workflow('demo', [
    { action: 'extract', fields: { user: { selector: '[data-testid=signed-in-as]' } } },
  ]);
  const first = await run('ada', workflow_id);
  expect(first.errors).toEqual([]);
  expect(notesOf(first)).toContain(KEPT);
  const second = await run('ada', workflow_id);
  expect(second).toMatchObject({ status: 'success', data: { user: ada.username } });
  expect(notesOf(second)).toEqual([USED]);
  const users = z
    .array(z.object({ username: z.string(), sign_in_count: z.number() }))
    .parse(await (await fetch(`${world.site.controlUrl}/users`)).json());
  expect(users).toContainEqual({ username: ada.username, sign_in_count: 1 });
});

test('cookies and storages are there before the site looks at them, and only its own are kept', async () => {
  await account('own', {
    persist_cookies: true,
    persist_local_storage: true,
    persist_session_storage: true,
    skip_csrf_cookies: true,
    user_agent: 'Latchkey test browser',
  });
  const before = await entryOf('own');
  expect((await run('own')).status).toBe('success');
  const kept = await keptOf('own');
  expect(kept).toContain('sid-');
  expect(kept).not.toContain('csrf');
  expect(kept).not.toContain('tracked');
  const after = await entryOf('own');
  expect(after.session_data_set_at).not.toBeNull();
  expect(after.updated_at).toBe(before.updated_at);
  const seenByTracker = site.tracker.requests.length;
  const posts = site.posts();
  const second = await run('own');
  expect(notesOf(second)).toEqual([USED]);
  expect(site.posts()).toBe(posts);
  // Tokens, which the run does not show; the line between them says that both were there.
  expect(second.data).toEqual({ state: '[secret]|[secret]' });
  expect(site.requests.at(-1)).toMatchObject({
    cookie: expect.stringMatching(/sid=.*pane=wide|pane=wide.*sid=/),
    userAgent: 'Latchkey test browser',
  });
  expect(site.tracker.requests.slice(seenByTracker)).toEqual([]);
  expect(site.tracker.requests.map(({ cookie }) => cookie)).toEqual(['']);
});

test('no value of a session is in a history, an answer or the record, and each use of one is on record', async () => {
  const { id } = await entryOf('own');
  const runs = await world.client('GET /api/v1/runs');
  const list = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(runs.body).data;
  const each = await Promise.all(list.map((one) => world.raw(`GET /api/v1/runs/${one.id}`)));
  const audit = await world.client('GET /api/v1/audit?limit=100');
  const shown = [
    runs,
    ...each,
    audit,
    await world.raw('GET /vault'),
    await world.client(`GET /api/v1/entries/${id}`),
  ];
  const text = shown.map((answer) => answer.text).join('\n');
  expect(site.issued.filter((value) => text.includes(value))).toEqual([]);
  const acts = z
    .object({ data: z.array(z.object({ action: z.string(), object: z.object({ id: z.string() }) })) })
    .parse(audit.body)
    .data.filter(({ object }) => object.id === id)
    .map(({ action }) => action);
  expect(acts).toContain('entry.session_used');
  expect(acts).toContain('entry.session_kept');
});

test('a session that the site has ended is replaced by that of a new sign-in', async () => {
  await account('revoked');
  await run('revoked');
  const [kept, posts] = [await keptOf('revoked'), site.posts()];
  site.revoke();
  const second = await run('revoked');
  expect(second.status).toBe('success');
  expect(notesOf(second)).toEqual(expect.arrayContaining([OVER, KEPT]));
  expect(site.posts()).toBe(posts + 1);
  expect(await keptOf('revoked')).not.toBe(kept);
});

test('a session that a client brought is used; without a flag nothing is kept in its place', async () => {
  await account('brought', { cookies: [{ name: 'sid', value: site.open('brought') }] });
  const before = await entryOf('brought');
  const posts = site.posts();
  expect(notesOf(await run('brought'))).toEqual([USED]);
  expect(site.posts()).toBe(posts);
  expect(await entryOf('brought')).toEqual(before);
});

test('a session past its time is not used, and is gone', async () => {
  const cookies = [{ name: 'sid', value: site.open('expired') }];
  await account('expired', { cookies, expiry_time_from_session_data_set: '01:00:00' });
  const { id } = await entryOf('expired');
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(
    workspaceId,
    (tx) => tx.$executeRaw`update vault_entry set session_data_set_at = now() - interval '2 hours'
      where id = ${id}::uuid`,
  );
  const posts = site.posts();
  const ended = await run('expired');
  expect(notesOf(ended)).toContain('The kept session has expired and was forgotten.');
  expect(site.posts()).toBe(posts + 1);
  expect((await entryOf('expired')).session_data_set_at).toBeNull();
});

test('what is cleared while a run goes on stays cleared: the run keeps nothing any more', async () => {
  await account('cleared');
  const slow = await workflow('slow', [{ action: 'goto', url: `${site.url}/slow` }]);
  const release = site.hold();
  const handle = await world.cruise.runs.start({
    workflow_id: slow,
    run_input_variables: { USER: 'cleared' },
  });
  await eventually(async () => (await entryOf('cleared')).session_data_set_at !== null);
  expect((await clear('cleared')).status).toBe(200);
  release();
  await handle.wait();
  const first = await view(handle.sessionId);
  expect(first.status).toBe('success');
  expect(notesOf(first)).toContain(
    'The session was not kept: meanwhile the entry was changed, or its session forgotten.',
  );
  expect((await entryOf('cleared')).session_data_set_at).toBeNull();
});

test('a session that leads to a failed sign-in is forgotten, and the next of the pool begins without it', async () => {
  const sid = site.open('nobody');
  await account('fails', { persist_cookies: true, cookies: [{ name: 'sid', value: sid }] });
  await account('helps');
  site.revoke();
  site.setPassword('fails', 'another one');
  const since = site.requests.length;
  const pooled = await run(['fails', 'helps']);
  expect(pooled).toMatchObject({ status: 'success', credentials: [{ permissioned_user_id: 'helps' }] });
  expect((await entryOf('fails')).session_data_set_at).toBeNull();
  const [former, next] = [site.requests.slice(since), site.requests.slice(-2)];
  expect(former.some(({ cookie }) => cookie.includes(sid))).toBe(true);
  expect(next.some(({ cookie }) => cookie.includes(sid))).toBe(false);
});

test('of two logins of one site, neither is given a session or keeps one', async () => {
  const both = await world.client('POST /api/v1/workflows', {
    name: 'both',
    steps: [
      { action: 'sign_in', credential: 'ONE', url: `${site.url}/login` },
      { action: 'goto', url: `${site.url}/home` },
      { action: 'sign_in', credential: 'TWO' },
    ],
    vault_schema: {
      ONE: { type: 'credential', domain: site.url },
      TWO: { type: 'credential', domain: site.url },
    },
  });
  const { id: workflow_id } = z.object({ id: z.string() }).parse(both.body);
  const posts = site.posts();
  await account('second');
  const run_input_variables = { ONE: 'helps', TWO: 'second' };
  const handle = await world.cruise.runs.start({ workflow_id, run_input_variables });
  await handle.wait();
  expect(notesOf(await view(handle.sessionId))).toContain(
    'The kept session was not used: the run has two logins of this site.',
  );
  expect(site.posts()).toBe(posts + 1);
  expect((await entryOf('second')).session_data_set_at).toBeNull();
});

test('our own surface says what is kept and until when, and forgets it on demand and when no more is to be kept', async () => {
  const expiry = { expiry_time_from_session_data_set: '02:00:00', expiry_time_from_last_use: '3 hours' };
  const cookies = [{ name: 'sid', value: 'sid-0123456789abcdef', domain: '127.0.0.1' }];
  await account('shown', { persist_cookies: true, cookies, ...expiry });
  const { id } = await entryOf('shown');
  const read = async () =>
    z
      .object({
        version: z.number(),
        keeps_session: z.boolean(),
        session: z.object({ kept_at: z.string(), expires_at: z.string() }).nullable(),
      })
      .parse((await world.client(`GET /api/v1/entries/${id}`)).body);
  const { session, ...shown } = await read();
  expect(shown).toEqual({ version: 1, keeps_session: true });
  expect(Date.parse(session?.expires_at ?? '') - Date.parse(session?.kept_at ?? '')).toBe(2 * 3600 * 1000);
  expect((await world.client(`DELETE /api/v1/entries/${id}/session`)).status).toBe(204);
  expect(await read()).toEqual({ version: 1, keeps_session: true, session: null });
  await world.raw('PUT /vault', { id, permissioned_user_id: 'shown', domain: site.url, cookies });
  expect((await read()).session).not.toBeNull();
  await world.client(`PATCH /api/v1/entries/${id}`, { keep_session: false });
  expect(await read()).toMatchObject({ keeps_session: false, session: null });
});
