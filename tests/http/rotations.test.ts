import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pageOf } from '@/lib/contract/paging';
import {
  rotation,
  rotationCounts,
  rotationEventFrame,
  rotationInspection,
  rotationSummary,
} from '@/lib/contract/rotation';
import { rotationSchedule, rotationSettings } from '@/lib/contract/rotation-schedule';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { claimRun } from '@/lib/runs/run-lease';
import { startRun } from '@/lib/runs/start-run';
import { prepareQueue } from '@/lib/server/queue';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { type Client, codeOf, withApiKey } from '../support/api';
import { type ProductWorld, startProductWorld } from '../support/product-world';

const PATH = '/api/v1/rotations';
const SCHEDULES = '/api/v1/rotation-schedules';
const SETTINGS = '/api/v1/rotation-settings';

/** No worker runs in these tests: a rotation stays as it was asked for. */
let world: ProductWorld;
let connection: SecretProviderView;
let program: Client;
let reader: Client;
let stranger: Client;
let entry: VaultEntryView;

beforeAll(async () => {
  world = await startProductWorld();
  await prepareQueue(world.services.env.databaseUrl);
  connection = await world.connect();
  program = (await withApiKey(world.api, world.client, ['rotations:read', 'rotations:write'])).client;
  reader = (await withApiKey(world.api, world.client, ['rotations:read'])).client;
  stranger = (await world.api.owner('Uwe')).client;
});
beforeEach(async () => {
  const { workspaceId } = world.actor;
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.deleteMany({ where: { workspaceId } }),
  );
  entry = await world.bind(connection, 'Acme Prod Login', 'acme-prod');
});
afterAll(() => world?.close());

const idOf = (body: unknown) => z.object({ id: z.uuid() }).parse(body).id;

async function start(): Promise<string> {
  const answer = await program(`POST ${PATH}`, { entry_id: entry.id });
  expect(answer.status, answer.text).toBe(201);
  return idOf(answer.body);
}

describe('POST /api/v1/rotations', () => {
  test('asks for a rotation by the id of the entry, and it is there to be read', async () => {
    const id = await start();
    const answer = await reader(`GET ${PATH}/${id}`);
    expect(rotation.parse(answer.body)).toMatchObject({
      id,
      entry_id: entry.id,
      entry: { permissioned_user_id: 'acme-prod', domain: entry.domain },
      item: { title: 'Acme Prod Login' },
      secret_provider: { id: connection.id },
      state: 'scheduled',
      outcome: null,
      reason: null,
      trigger: 'api',
      candidate: { journal: false, item: 'nowhere' },
      answers: [],
      history: [{ seq: 1, state: 'scheduled' }],
    });
  });

  test('takes user and domain as well, and says that a person asked', async () => {
    const { permissioned_user_id, domain } = entry;
    const answer = await world.client(`POST ${PATH}`, { permissioned_user_id, domain });
    expect(answer.status).toBe(201);
    const read = await reader(`GET ${PATH}/${idOf(answer.body)}`);
    expect(read.body).toMatchObject({ trigger: 'person', requested_by: 'Olga' });
  });

  test('is refused while another one of the entry is unfinished, and names it', async () => {
    const id = await start();
    const answer = await program(`POST ${PATH}`, { entry_id: entry.id });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'rotation_under_way']);
    expect(answer.body).toMatchObject({ extra: { rotation_id: id, entry_id: entry.id } });
  });

  test('answers 404 for an entry that is not there or of another workspace, 403 without the scope, 422 without a name', async () => {
    expect((await program(`POST ${PATH}`, { entry_id: crypto.randomUUID() })).status).toBe(404);
    expect((await stranger(`POST ${PATH}`, { entry_id: entry.id })).status).toBe(404);
    expect((await reader(`POST ${PATH}`, { entry_id: entry.id })).status).toBe(403);
    const nameless = await program(`POST ${PATH}`, {});
    expect([nameless.status, codeOf(nameless)]).toEqual([422, 'validation_failed']);
  });
});

describe('reading rotations', () => {
  test('lists them by entry and by group, and counts them', async () => {
    const id = await start();
    const mine = await reader(`GET ${PATH}?entry_id=${entry.id}&group=under_way`);
    expect(
      pageOf(rotationSummary)
        .parse(mine.body)
        .data.map((row) => row.id),
    ).toEqual([id]);
    for (const group of ['needs_you', 'done', 'problem']) {
      expect(pageOf(rotationSummary).parse((await reader(`GET ${PATH}?group=${group}`)).body).data).toEqual(
        [],
      );
    }
    expect(rotationCounts.parse((await reader(`GET ${PATH}/counts`)).body)).toMatchObject({
      under_way: 1,
      needs_you: 0,
    });
    expect(rotationCounts.parse((await stranger(`GET ${PATH}/counts`)).body).under_way).toBe(0);
  });

  test('refuses a group and a cursor that there are not', async () => {
    expect((await reader(`GET ${PATH}?group=lost`)).status).toBe(422);
    expect(codeOf(await reader(`GET ${PATH}?cursor=zzz`))).toBe('cursor_invalid');
  });

  test('of another workspace answers as for an id that is not there', async () => {
    const id = await start();
    const foreign = await stranger(`GET ${PATH}/${id}`);
    const missing = await stranger(`GET ${PATH}/${crypto.randomUUID()}`);
    const bare = (text: string) => text.replace(/"request_id":"[^"]*"/, '');
    expect([foreign.status, bare(foreign.text)]).toEqual([404, bare(missing.text)]);
    expect((await stranger(`GET ${PATH}/${id}/events`)).status).toBe(404);
  });

  test('streams a rotation from what it is now to its end', async () => {
    const id = await start();
    const { key } = await withApiKey(world.api, world.client, ['rotations:read']);
    const response = await world.api.request(`${PATH}/${id}/events`, { headers: { 'cc-key': key } });
    const states: string[] = [];
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts.filter((frame) => frame.startsWith('event: rotation\n'))) {
        const data = part.split('\n').find((line) => line.startsWith('data: '));
        const frame = rotationEventFrame.parse(JSON.parse(data?.slice(6) ?? ''));
        states.push(frame.rotation.state);
        if (states.length === 1) await endRotation(id);
      }
    }
    expect(states).toEqual(['scheduled', 'skipped']);
  });

  async function endRotation(id: string): Promise<void> {
    const { workspaceId } = world.actor;
    await world.services.db.withWorkspace(workspaceId, async (tx) => {
      await tx.rotation.updateMany({
        where: { workspaceId, id },
        data: { state: 'skipped', outcome: 'skipped', reason: 'read_only', finishedAt: new Date() },
      });
      await tx.$executeRaw`select pg_notify('rotation_changed', ${`${workspaceId}:${id}`})`;
    });
  }
});

describe('POST /api/v1/rotation-inspections', () => {
  const inspect = (client: Client, body: object) => client('POST /api/v1/rotation-inspections', body);

  test('says check by check what a rotation would meet, and touches nothing', async () => {
    const versions = () => JSON.stringify(world.onepassword.store.items(world.vaultId('Automation')));
    const before = versions();
    const answer = await inspect(reader, { entry_id: entry.id });
    const { checks, ...verdict } = rotationInspection.parse(answer.body);
    expect(verdict).toMatchObject({
      entry_id: entry.id,
      ready: true,
      reason: null,
      unfinished_rotation_id: null,
    });
    expect(checks.map(({ name }) => name)).toEqual([
      'binding',
      'site',
      'connection',
      'item',
      'write_access',
      'pending_password',
      'write_budget',
      'sign_ins',
      'runs',
    ]);
    expect(versions()).toBe(before);
    expect((await reader(`GET ${PATH}`)).body).toMatchObject({ data: [] });
  });

  test('names the rotation that is in the way', async () => {
    const id = await start();
    expect((await inspect(reader, { entry_id: entry.id })).body).toMatchObject({
      ready: false,
      unfinished_rotation_id: id,
    });
  });

  test('counts the runs with any entry of the item, as the rotation does', async () => {
    const other = await world.bind(connection, 'Acme Prod Login', 'acme-reports');
    const workflow = await createWorkflow(world.services, world.actor, {
      name: 'reports',
      steps: [{ action: 'sign_in', credential: 'USER' }],
      vault_schema: { USER: { type: 'credential', domain: world.site.url } },
    });
    const run = await startRun(world.services, world.actor, {
      workflow_id: workflow.id,
      run_input_variables: { USER: other.id },
    });
    await claimRun(world.services, { workspaceId: world.actor.workspaceId, runId: run.id });
    const { checks } = rotationInspection.parse((await inspect(reader, { entry_id: entry.id })).body);
    expect(checks.find(({ name }) => name === 'runs')?.message).toMatch(/^A run uses/);
  });

  test('says what to do where it would be skipped', async () => {
    const stored = { permissioned_user_id: 'kept here', domain: 'acme.example', source: 'stored' };
    const made = await world.client('POST /api/v1/entries', { ...stored, username: 'a', password: 'b' });
    expect((await inspect(reader, { entry_id: idOf(made.body) })).body).toMatchObject({
      ready: false,
      reason: 'entry_not_bound',
      next_step: expect.stringContaining('Bind the entry'),
      checks: expect.arrayContaining([expect.objectContaining({ name: 'binding', result: 'blocked' })]),
    });
  });

  test('is not for other workspaces', async () => {
    expect((await inspect(stranger, { entry_id: entry.id })).status).toBe(404);
    expect((await inspect(reader, {})).status).toBe(422);
  });
});

describe('a schedule over the API', () => {
  const path = () => `${SCHEDULES}/${entry.id}`;

  test('is set, read, listed and removed', async () => {
    expect((await reader(`GET ${path()}`)).status).toBe(404);
    const body = { every_days: 30, window: { from: '22:00', to: '04:00', weekdays: [6, 7] } };
    const set = await program(`PUT ${path()}`, body);
    expect(rotationSchedule.parse(set.body)).toMatchObject({
      entry_id: entry.id,
      every_days: 30,
      window: { from: '22:00', to: '04:00', weekdays: [6, 7] },
      paused: false,
      overdue: false,
      time_zone: 'UTC',
    });
    const listed = pageOf(rotationSchedule).parse((await reader(`GET ${SCHEDULES}?overdue=false`)).body);
    expect(listed.data.map((row) => row.entry_id)).toEqual([entry.id]);
    expect((await reader(`GET ${SCHEDULES}?overdue=true`)).body).toMatchObject({ data: [] });
    expect((await program(`DELETE ${path()}`)).status).toBe(204);
    expect((await program(`DELETE ${path()}`)).status).toBe(404);
  });

  test.each([
    ['no days', { every_days: 0 }, 'every_days'],
    ['more than a year', { every_days: 400 }, 'every_days'],
    ['a time that there is not', { every_days: 1, window: { from: '25:00', to: '04:00' } }, 'window.from'],
    ['a window of ten minutes', { every_days: 1, window: { from: '04:00', to: '04:10' } }, 'window.to'],
    [
      'an eighth day',
      { every_days: 1, window: { from: '04:00', to: '06:00', weekdays: [8] } },
      'window.weekdays.0',
    ],
  ])('refuses %s at its field', async (_what, body, field) => {
    const answer = await program(`PUT ${path()}`, body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.body).toMatchObject({ fields: [{ field }] });
  });

  test('needs an entry that is bound to an item', async () => {
    const stored = { permissioned_user_id: 'kept here', domain: 'acme.example', source: 'stored' };
    const made = await world.client('POST /api/v1/entries', { ...stored, username: 'a', password: 'b' });
    const answer = await program(`PUT ${SCHEDULES}/${idOf(made.body)}`, { every_days: 30 });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'item_unusable']);
  });

  test('is not for readers and not for strangers', async () => {
    expect((await reader(`PUT ${path()}`, { every_days: 3 })).status).toBe(403);
    expect((await stranger(`PUT ${path()}`, { every_days: 3 })).status).toBe(404);
    await program(`PUT ${path()}`, { every_days: 30 });
    expect((await stranger(`GET ${path()}`)).status).toBe(404);
    expect((await stranger(`DELETE ${path()}`)).status).toBe(404);
  });
});

describe('the rotation settings of a workspace', () => {
  test('have defaults, and a change leaves the rest alone', async () => {
    expect(rotationSettings.parse((await reader(`GET ${SETTINGS}`)).body)).toEqual({
      time_zone: 'UTC',
      flag_after_days: null,
      rotate_on_forced_change: false,
    });
    await program(`PATCH ${SETTINGS}`, { flag_after_days: 180 });
    const changed = await program(`PATCH ${SETTINGS}`, { time_zone: 'Europe/Berlin' });
    expect(changed.body).toMatchObject({ time_zone: 'Europe/Berlin', flag_after_days: 180 });
    expect(rotationSettings.parse((await stranger(`GET ${SETTINGS}`)).body).time_zone).toBe('UTC');
  });

  test.each([
    [{ time_zone: 'Middle/Earth' }, 'time_zone'],
    [{ flag_after_days: 1 }, 'flag_after_days'],
  ])('refuse %j at its field', async (body, field) => {
    const answer = await program(`PATCH ${SETTINGS}`, body);
    expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
    expect(answer.body).toMatchObject({ fields: [{ field }] });
  });

  test('are not changed by readers', async () => {
    expect((await reader(`PATCH ${SETTINGS}`, { flag_after_days: 180 })).status).toBe(403);
  });
});
