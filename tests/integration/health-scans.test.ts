import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { replaceToken } from '@/lib/connections/replace-token';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import type { HealthScanView } from '@/lib/contract/health-scan';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { executeHealthScan, LEASE_MS } from '@/lib/health-scans/execute-health-scan';
import { getHealthScan, listHealthResults, listHealthScans } from '@/lib/health-scans/read-health-scans';
import { recoverHealthScans } from '@/lib/health-scans/recover-health-scans';
import { startHealthScan } from '@/lib/health-scans/start-health-scan';
import { startRotation } from '@/lib/rotation/start-rotation';
import { READ_ONLY_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { prepareQueue } from '@/lib/server/queue';
import { getEntry } from '@/lib/vault/get-entry';
import { ManualClock } from '@/tests/support/manual-clock';
import { controlPost, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
let connection: SecretProviderView;
const never = new AbortController().signal;

beforeAll(async () => {
  world = await startProductWorld();
  await prepareQueue(world.services.env.databaseUrl);
  connection = await world.connect();
});
afterAll(() => world?.close());
beforeEach(async () => {
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(workspaceId, async (tx) => {
    await tx.healthScan.deleteMany({ where: { workspaceId } });
    await tx.vaultEntry.deleteMany({ where: { workspaceId } });
  });
});

const key = ({ id }: { id: string }) => ({ workspaceId: world.actor.workspaceId, scanId: id });
const read = ({ id }: { id: string }) => getHealthScan(world.services, world.actor, id);
const start = () => startHealthScan(world.services, world.actor, {});

async function scan(): Promise<HealthScanView> {
  const started = await start();
  await executeHealthScan(world.services, key(started), never);
  return read(started);
}

async function codesOf({ id }: HealthScanView): Promise<Record<string, string[]>> {
  const { data } = await listHealthResults(world.services, world.actor, { id });
  return Object.fromEntries(
    data.map(({ entry, findings }) => [entry.permissioned_user_id, findings.map(({ code }) => code)]),
  );
}

test('what is wrong with each binding is found, and what is well is said to be', async () => {
  await controlPost(world, '/items', { vault: 'Automation', title: 'Bare', websites: [world.site.url] });
  await controlPost(world, '/items', {
    vault: 'Automation',
    title: 'Closing',
    username: 'a',
    password: 'b',
    websites: [world.site.url],
  });
  await controlPost(world, '/items', {
    vault: 'Automation',
    title: 'Leaving',
    username: 'a',
    password: 'b',
    websites: [world.site.url],
  });
  const titles = ['Acme Prod Login', 'Bare', 'Closing', 'Leaving', 'Northwind Orders'];
  for (const title of titles) await world.bind(connection, title);
  await world.bind(connection, 'Northwind Orders', 'a second one');
  await controlPost(world, `/items/${world.idOf('Closing')}/archive`);
  await fetch(`${world.onepassword.controlUrl}/items/${world.idOf('Leaving')}`, { method: 'DELETE' });

  await world.forgetReads();
  const done = await scan();
  const reads = await world.itemReads();
  expect(await codesOf(done)).toEqual({
    'Acme Prod Login': [],
    Bare: ['no_username', 'no_password'],
    Closing: ['item_not_found'],
    Leaving: ['item_not_found'],
    'Northwind Orders': ['website_differs', 'duplicate_binding'],
    'a second one': ['website_differs', 'duplicate_binding'],
  });
  expect(done).toMatchObject({ state: 'done', total: 6, checked: 6, problems: 5 });
  // Once refused for the archived item, once without it: not once for each.
  expect(reads).toBe(2);
  const attention = await listHealthResults(world.services, world.actor, { id: done.id, state: 'attention' });
  expect(attention.data).toHaveLength(5);
  const bare = attention.data.find(({ item }) => item?.title === 'Bare');
  expect(
    (await getEntry(world.services, world.actor, bare?.entry_id ?? '')).warnings.map(({ code }) => code),
  ).toContain('no_password');
});

test('a pending password is a finding unless a rotation of the item is under way', async () => {
  const section = 'Automation (rotation)';
  const fields = [{ label: 'pending password', value: 'left-behind-9', type: 'concealed', section }];
  const login = { username: 'a', password: 'b', websites: [world.site.url], fields };
  await controlPost(world, '/items', { vault: 'Automation', title: 'Left', ...login });
  const entry = await world.bind(connection, 'Left');
  expect(await codesOf(await scan())).toEqual({ Left: ['pending_left'] });
  await startRotation(world.services, world.actor, { entryId: entry.id, trigger: 'person' });
  expect(await codesOf(await scan())).toEqual({ Left: [] });
});

test('there is one at a time in a workspace, and it names itself to whoever asks for another', async () => {
  const first = await start();
  await expect(start()).rejects.toMatchObject({
    code: 'health_scan_under_way',
    details: { extra: { scan_id: first.id } },
  });
  await executeHealthScan(world.services, key(first), never);
  await start();
});

test('another worker goes on where one ended, and the one that was slow writes nothing any more', async () => {
  await world.bind(connection, 'Acme Prod Login');
  await world.bind(connection, 'Northwind Orders');
  const started = await start();
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(workspaceId, async (tx) => {
    const entry = await tx.vaultEntry.findFirstOrThrow({ where: { workspaceId } });
    const where = { workspaceId_id: { workspaceId, id: started.id } };
    const at = new Date(world.services.clock.now());
    const leaseUntil = new Date(at.getTime() + LEASE_MS);
    await tx.healthScan.update({
      where,
      data: { state: 'running', startedAt: at, total: 2, checked: 1, leaseUntil },
    });
    await tx.healthFinding.create({
      data: { workspaceId, scanId: started.id, entryId: entry.id, checkedAt: at },
    });
  });
  await executeHealthScan(world.services, key(started), never);
  expect(await read(started)).toMatchObject({ state: 'running', checked: 1 });
  const later = new ManualClock(Date.now() + LEASE_MS + 1000);
  const deps = { ...world.services, clock: later };
  expect(await recoverHealthScans(deps)).toBe(1);
  await executeHealthScan(deps, key(started), never);
  expect(await read(started)).toMatchObject({ state: 'done', checked: 2 });
  expect(Object.keys(await codesOf(await read(started)))).toHaveLength(2);
});

test('while 1Password asks for patience it waits with the reason, and goes on afterwards', async () => {
  await world.bind(connection, 'Acme Prod Login');
  const started = await start();
  await controlPost(world, '/throttle', { seconds: 60 });
  await executeHealthScan(world.services, key(started), never);
  const waiting = await read(started);
  expect(waiting).toMatchObject({ state: 'waiting', reason: 'secret_provider_rate_limited', checked: 0 });
  expect(Date.parse(waiting.next_attempt_at ?? '')).toBeGreaterThan(Date.now());
  await fetch(`${world.onepassword.controlUrl}/faults`, { method: 'DELETE' });
  const later = { ...world.services, clock: new ManualClock(Date.now() + 3_600_000) };
  await executeHealthScan(later, key(started), never);
  expect(await read(started)).toMatchObject({ state: 'done', checked: 1, problems: 0 });
});

test('a connection that refuses says so of each of its entries, and of no other’s', async () => {
  const other = await world.connectServer('another');
  await world.bind(connection, 'Acme Prod Login');
  await world.bind(other, 'Acme Prod Login', 'through the other');
  await setConnectionStatus(world.services, world.actor, { id: other.id, status: 'disabled' });
  const done = await scan();
  expect(await codesOf(done)).toEqual({ 'Acme Prod Login': [], 'through the other': ['unreadable'] });
  const { data } = await listHealthResults(world.services, world.actor, { id: done.id, code: 'unreadable' });
  expect(data[0]?.findings[0]?.message).toBe('The connection is disabled.');
});

test('a vault that the token may not write to is a finding of its own', async () => {
  const server = await world.connectServer('read only');
  await world.bind(server, 'Acme Prod Login');
  const token = world.onepassword.connect.token(READ_ONLY_ACCOUNT);
  await replaceToken(world.services, world.actor, { id: server.id, token, apply: true });
  expect(await codesOf(await scan())).toEqual({ 'Acme Prod Login': ['not_writable'] });
});

test('the last results are kept, older ones go', async () => {
  await world.bind(connection, 'Acme Prod Login');
  const all = [await scan(), await scan(), await scan()];
  const { data } = await listHealthScans(world.services, world.actor, {});
  expect(data.map(({ id }) => id)).toEqual([all[2]?.id, all[1]?.id]);
});
