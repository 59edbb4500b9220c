import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dismissAlert } from '@/lib/alerts/dismiss-alert';
import { listAlerts } from '@/lib/alerts/list-alerts';
import { sweepAlerts } from '@/lib/alerts/sweep-alerts';
import type { AlertKind } from '@/lib/contract/alert';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { Prisma } from '@/lib/db/generated/client';
import { startRotation } from '@/lib/rotation/start-rotation';
import { saveSchedule } from '@/lib/schedules/save-schedule';
import { prepareQueue } from '@/lib/server/queue';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { ManualClock } from '@/tests/support/manual-clock';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let world: ProductWorld;
let connection: SecretProviderView;
let clock: ManualClock;
let entryId: string;

beforeAll(async () => {
  world = await startProductWorld();
  await prepareQueue(world.services.env.databaseUrl);
  connection = await world.connect();
});
beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-11-25T12:00:00Z'));
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.deleteMany({ where: { workspaceId } }),
  );
  entryId = (await world.bind(connection, 'Acme Prod Login')).id;
});
afterAll(() => world?.close());

const deps = () => ({ ...world.services, clock, random: () => 0 });

async function open(): Promise<AlertKind[]> {
  return (await listAlerts(world.services, world.actor, {})).data.map(({ kind }) => kind);
}

async function rotate(): Promise<(change: Prisma.RotationUpdateManyMutationInput) => Promise<unknown>> {
  const { workspaceId } = world.actor;
  const { id } = await startRotation(deps(), world.actor, { entryId, trigger: 'person' });
  return (change) =>
    world.services.db.withWorkspace(workspaceId, (tx) =>
      tx.rotation.updateMany({ where: { workspaceId, id }, data: change }),
    );
}

const now = () => new Date(clock.now());

test('a rotation that needs a person is told at once, by many workers once, until someone has answered', async () => {
  await createWebhook(world.services, world.actor, { url: 'https://hooks.acme.example/latchkey' });
  const update = await rotate();
  await update({
    state: 'needs_human',
    outcome: 'needs_human',
    reason: 'no_password_works',
    startedAt: now(),
  });
  const sweeps = await Promise.all(Array.from({ length: 5 }, () => sweepAlerts(deps())));
  expect(sweeps.reduce((sum, { raised }) => sum + raised, 0)).toBe(1);
  expect((await listAlerts(world.services, world.actor, {})).data).toMatchObject([
    { kind: 'rotation.needs_human', entry_id: entryId, entry: { permissioned_user_id: 'Acme Prod Login' } },
  ]);
  expect(await announced()).toMatchObject([
    {
      event: 'rotation.needs_human',
      payload: { entry_id: entryId, permissioned_user_id: 'Acme Prod Login' },
    },
  ]);
  await update({ state: 'verifying', outcome: null });
  expect(await sweepAlerts(deps())).toEqual({ raised: 0, resolved: 1 });
  expect(await open()).toEqual([]);
});

/** What the workspace's webhook is told. */
async function announced() {
  const { workspaceId } = world.actor;
  return world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.webhookDelivery.findMany({ where: { workspaceId }, select: { event: true, payload: true } }),
  );
}

test('a new password that is not saved for a quarter of an hour, and a rotation of more than an hour, are told', async () => {
  const update = await rotate();
  await update({ state: 'site_new', startedAt: now(), stateSince: now() });
  clock.advance(14 * MINUTE);
  await sweepAlerts(deps());
  expect(await open()).toEqual([]);
  clock.advance(2 * MINUTE);
  await sweepAlerts(deps());
  expect(await open()).toEqual(['rotation.save_delayed']);
  clock.advance(45 * MINUTE);
  await sweepAlerts(deps());
  expect((await open()).sort()).toEqual(['rotation.save_delayed', 'rotation.unfinished']);
  await update({ state: 'done', outcome: 'finished', finishedAt: now() });
  await sweepAlerts(deps());
  expect(await open()).toEqual([]);
});

test('damage to an item and a spent sign-in budget stay known for a month and for a day', async () => {
  await (await rotate())({ state: 'aborted', outcome: 'aborted', reason: 'write_lossy', finishedAt: now() });
  await (await rotate())({
    state: 'skipped',
    outcome: 'skipped',
    reason: 'sign_in_budget_spent',
    finishedAt: now(),
  });
  await sweepAlerts(deps());
  expect((await open()).sort()).toEqual(['rotation.lossy_write', 'rotation.sign_in_budget_spent']);
  clock.advance(2 * DAY);
  await sweepAlerts(deps());
  expect(await open()).toEqual(['rotation.lossy_write']);
  clock.advance(30 * DAY);
  await sweepAlerts(deps());
  expect(await open()).toEqual([]);
});

test('an overdue entry is told, and no longer when its schedule is paused', async () => {
  await saveSchedule(deps(), world.actor, { entryId, every_days: 30 });
  clock.advance(31 * DAY);
  await sweepAlerts(deps());
  expect(await open()).toEqual([]);
  clock.advance(MINUTE);
  await sweepAlerts(deps());
  expect(await open()).toEqual(['rotation.overdue']);
  await saveSchedule(deps(), world.actor, { entryId, every_days: 30, paused: true });
  await sweepAlerts(deps());
  expect(await open()).toEqual([]);
});

test('what someone has dismissed does not come back while it goes on, and does when it begins anew', async () => {
  const update = await rotate();
  await update({ state: 'needs_human', outcome: 'needs_human', reason: 'item_gone' });
  await sweepAlerts(deps());
  const [alert] = (await listAlerts(world.services, world.actor, {})).data;
  const seen = await dismissAlert(deps(), world.actor, alert?.id ?? '');
  expect(seen).toMatchObject({ dismissed_by: 'Olga' });
  await sweepAlerts(deps());
  expect(await open()).toEqual([]);
  await update({ state: 'verifying', outcome: null });
  await sweepAlerts(deps());
  await update({ state: 'needs_human', outcome: 'needs_human' });
  await sweepAlerts(deps());
  expect(await open()).toEqual(['rotation.needs_human']);
  expect((await listAlerts(world.services, world.actor, { state: 'all' })).data).toHaveLength(2);
});

test('alerts go with their entry, and old ones are deleted', async () => {
  const update = await rotate();
  await update({ state: 'needs_human', outcome: 'needs_human', reason: 'item_gone' });
  await sweepAlerts(deps());
  await update({ state: 'done', outcome: 'finished', finishedAt: now() });
  await sweepAlerts(deps());
  clock.advance(91 * DAY);
  await sweepAlerts(deps());
  expect((await listAlerts(world.services, world.actor, { state: 'all' })).data).toEqual([]);
});
