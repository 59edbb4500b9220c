import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RotationOutcome } from '@/lib/contract/rotation-state';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { Database } from '@/lib/db/database';
import { listRotations } from '@/lib/rotation/list-rotations';
import { startRotation } from '@/lib/rotation/start-rotation';
import { flagOldItems } from '@/lib/schedules/flag-old-items';
import { getSchedule } from '@/lib/schedules/get-schedule';
import { saveRotationSettings } from '@/lib/schedules/save-rotation-settings';
import { saveSchedule } from '@/lib/schedules/save-schedule';
import { settleSchedules } from '@/lib/schedules/settle-schedules';
import { startDueRotations } from '@/lib/schedules/start-due-rotations';
import { startForcedRotations } from '@/lib/schedules/start-forced-rotations';
import { prepareQueue } from '@/lib/server/queue';
import { ManualClock } from '@/tests/support/manual-clock';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';

const DAY = 24 * 3_600_000;
const NOON = Date.parse('2026-11-25T12:00:00Z');

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
  clock = new ManualClock(NOON);
  // An unfinished rotation of an entry of an earlier test would stand in the way: all bind the same item.
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.deleteMany({ where: { workspaceId } }),
  );
  entryId = (await world.bind(connection, 'Acme Prod Login', crypto.randomUUID())).id;
});
afterAll(() => world?.close());

const deps = () => ({ ...world.services, clock, random: () => 0 });

function schedule(change: Partial<Parameters<typeof saveSchedule>[2]> = {}) {
  return saveSchedule(deps(), world.actor, { entryId, every_days: 30, ...change });
}

function read() {
  return getSchedule(deps(), world.actor, entryId);
}

async function rotations() {
  return (await listRotations(world.services, world.actor, { entry_id: entryId })).data;
}

/** What the rotation room does when one comes to its end. */
async function endRotation(outcome: RotationOutcome, reason: string | null = null): Promise<void> {
  const { workspaceId } = world.actor;
  const state = outcome === 'finished' ? 'done' : outcome;
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.updateMany({
      where: { workspaceId, entryId, finishedAt: null },
      data: { state, outcome, reason, finishedAt: new Date(clock.now()) },
    }),
  );
}

describe('a schedule', () => {
  test('counts its first date from the day it was made, starts the rotation then, and goes on from its end', async () => {
    expect((await schedule()).due_at).toBe(new Date(NOON + 30 * DAY).toISOString());
    expect(await startDueRotations(deps())).toBe(0);
    clock.advance(30 * DAY);
    expect(await startDueRotations(deps())).toBe(1);
    expect(await rotations()).toMatchObject([{ trigger: 'schedule', requested_by: 'Schedule' }]);

    clock.advance(60_000);
    await endRotation('finished');
    await settleSchedules(deps());
    expect(await read()).toMatchObject({
      due_at: new Date(NOON + 60 * DAY + 60_000).toISOString(),
      misses: 0,
      overdue: false,
      last_rotation: { outcome: 'finished' },
    });
  });

  test('is started by one of many workers', async () => {
    await schedule();
    clock.advance(30 * DAY);
    const started = await Promise.all(Array.from({ length: 6 }, () => startDueRotations(deps())));
    expect(started.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await rotations()).toHaveLength(1);
  });

  test('is not started once more by a worker that was slow, when the rotation has already ended', async () => {
    await schedule();
    clock.advance(30 * DAY);
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slowly: Database['asSystem'] = async (work) => {
      const found = await world.services.db.asSystem(work);
      await gate;
      return found;
    };
    const slow = startDueRotations({ ...deps(), db: { ...world.services.db, asSystem: slowly } });
    await startDueRotations(deps());
    await endRotation('skipped', 'read_only');
    open();
    expect(await slow).toBe(0);
    expect(await rotations()).toHaveLength(1);
  });

  test('tries again sooner after an attempt that changed nothing, and is overdue meanwhile', async () => {
    const { due_at } = await schedule();
    clock.advance(30 * DAY);
    await startDueRotations(deps());
    await endRotation('skipped', 'read_only');
    await settleSchedules(deps());
    expect(await read()).toMatchObject({
      due_at,
      next_try_at: new Date(NOON + 31 * DAY).toISOString(),
      misses: 1,
      last_rotation: { outcome: 'skipped', message: expect.stringContaining('may not write') },
    });
    clock.advance(DAY + 1);
    expect((await read()).overdue).toBe(true);
    expect(await startDueRotations(deps())).toBe(1);
    await endRotation('aborted', 'policy_rejected');
    await settleSchedules(deps());
    expect((await read()).next_try_at).toBe(new Date(NOON + 33 * DAY + 1).toISOString());
  });

  test('is not moved by a person’s attempt that changed nothing before its date', async () => {
    const { next_try_at } = await schedule();
    clock.advance(DAY);
    await startRotation(deps(), world.actor, { entryId, trigger: 'person' });
    await endRotation('skipped', 'read_only');
    await settleSchedules(deps());
    expect(await read()).toMatchObject({ next_try_at, misses: 0 });
  });

  test('waits for its window when no worker ran while it was open', async () => {
    await schedule({ every_days: 1, window: { from: '01:00', to: '03:00' } });
    clock.advance(3 * DAY);
    expect(await startDueRotations(deps())).toBe(0);
    expect((await read()).next_try_at).toBe('2026-11-29T01:00:00.000Z');
    clock.advance(13.5 * 3_600_000);
    expect(await startDueRotations(deps())).toBe(1);
  });

  test('does nothing while it is paused, and keeps its date', async () => {
    const { due_at } = await schedule();
    expect(await schedule({ paused: true })).toMatchObject({ due_at, next_try_at: null });
    clock.advance(40 * DAY);
    expect(await startDueRotations(deps())).toBe(0);
    expect((await schedule({ paused: false })).overdue).toBe(true);
    expect(await startDueRotations(deps())).toBe(1);
  });

  test('leaves a rotation alone that is under way', async () => {
    await schedule();
    await startRotation(deps(), world.actor, { entryId, trigger: 'person' });
    clock.advance(30 * DAY);
    expect(await startDueRotations(deps())).toBe(0);
    expect(await rotations()).toHaveLength(1);
  });

  test('moves its attempts with the time zone of the workspace', async () => {
    await schedule({ every_days: 7, window: { from: '01:00', to: '03:00' } });
    await saveRotationSettings(deps(), world.actor, { time_zone: 'America/New_York' });
    expect(await read()).toMatchObject({ time_zone: 'America/New_York', due_at: '2026-12-03T06:00:00.000Z' });
    await saveRotationSettings(deps(), world.actor, { time_zone: 'UTC' });
  });

  test('goes with its entry', async () => {
    await schedule();
    const { workspaceId } = world.actor;
    await world.services.db.withWorkspace(workspaceId, (tx) =>
      tx.vaultEntry.delete({ where: { workspaceId_id: { workspaceId, id: entryId } } }),
    );
    await expect(read()).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a site that asks for a new password', () => {
  async function demand(): Promise<void> {
    const { workspaceId } = world.actor;
    await world.services.db.withWorkspace(workspaceId, (tx) =>
      tx.forcedPasswordChange.create({ data: { workspaceId, entryId, at: new Date(clock.now()) } }),
    );
  }

  test('starts a rotation where the schedule allows it, and not once more within a day', async () => {
    await schedule({ on_forced_change: true });
    await demand();
    expect(await startForcedRotations(deps())).toBe(1);
    expect(await rotations()).toMatchObject([{ trigger: 'run' }]);
    await endRotation('aborted', 'policy_rejected');
    await demand();
    expect(await startForcedRotations(deps())).toBe(0);
  });

  test('starts none where neither schedule nor workspace allows it', async () => {
    await demand();
    expect(await startForcedRotations(deps())).toBe(0);
    await demand();
    await saveRotationSettings(deps(), world.actor, { rotate_on_forced_change: true });
    await schedule();
    expect(await startForcedRotations(deps())).toBe(0);
  });

  test('starts one of an entry without a schedule where the workspace allows it', async () => {
    await saveRotationSettings(deps(), world.actor, { rotate_on_forced_change: true });
    await demand();
    expect(await startForcedRotations(deps())).toBe(1);
    await saveRotationSettings(deps(), world.actor, { rotate_on_forced_change: false });
  });
});

test('an item that nobody changed for too long is rotated once, by one of the workers', async () => {
  const others = await Promise.all(
    ['Globex Billing', 'Initech Reports'].map((title) => world.bind(connection, title, crypto.randomUUID())),
  );
  const { workspaceId } = world.actor;
  // Of the entries that earlier tests bound to the same item only one may be rotated at a time.
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.deleteMany({
      where: { workspaceId, id: { notIn: [entryId, ...others.map(({ id }) => id)] } },
    }),
  );
  await saveRotationSettings(deps(), world.actor, { flag_after_days: 365 });
  expect(await flagOldItems(deps())).toBe(0);
  clock = new ManualClock(Date.now() + 400 * DAY);
  const started = await Promise.all([flagOldItems(deps()), flagOldItems(deps())]);
  expect((started[0] ?? 0) + (started[1] ?? 0)).toBe(3);
  expect(await rotations()).toMatchObject([{ trigger: 'flag' }]);
  clock.advance(2 * 3_600_000);
  expect(await flagOldItems(deps())).toBe(0);
});
