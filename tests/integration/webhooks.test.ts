import { CloudCruise } from 'cloudcruise';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type Actor, systemActor } from '@/lib/access/actor';
import { runStatements } from '@/lib/db/run-statements';
import type { Clock } from '@/lib/kernel/clock';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';
import { createTargetPolicy } from '@/lib/net/target-policy';
import { appendEvent } from '@/lib/runs/append-event';
import { prepareQueue } from '@/lib/server/queue';
import { announceEvent } from '@/lib/webhooks/announce-event';
import { createWebhook } from '@/lib/webhooks/create-webhook';
import { deliverEvent } from '@/lib/webhooks/deliver-event';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { recoverDeliveries } from '@/lib/webhooks/recover-deliveries';
import { replayDelivery } from '@/lib/webhooks/replay-delivery';
import { replayRunEvents } from '@/lib/webhooks/replay-run-events';
import { attachedWebhook } from '@/lib/webhooks/run-webhook';
import { sendMessage } from '@/lib/webhooks/send-message';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { updateWebhook } from '@/lib/webhooks/update-webhook';
import { startTestApi, type TestApi } from '../support/api';
import { ManualClock } from '../support/manual-clock';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

const SECRET = 'sixteen-or-more-letters';
const message = z.object({
  event: z.string(),
  timestamp: z.number(),
  expires_at: z.number(),
  payload: z.record(z.string(), z.unknown()),
  metadata: z.unknown().optional(),
});

let api: TestApi;
let actor: Actor;
let receiver: WebhookReceiver;

beforeAll(async () => {
  api = await startTestApi();
  await prepareQueue(api.services.db.url);
  const { workspace } = await api.owner('Wilma');
  actor = systemActor(workspace.id, 'test');
  receiver = await startWebhookReceiver();
});

afterAll(async () => {
  await receiver.close();
  await api.close();
});

beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answers.length = 0;
  await api.services.db.withWorkspace(actor.workspaceId, (tx) => tx.webhook.deleteMany());
});

async function addWebhook(path: string, events: ('execution.success' | 'rotation.needs_human')[] = []) {
  const { webhook } = await createWebhook(api.services, actor, {
    url: `${receiver.url}${path}`,
    events,
    secret: SECRET,
  });
  return webhook;
}

/** As the worker does with the jobs of a transaction. */
async function deliverAll(clock: Clock = api.services.clock): Promise<void> {
  const waiting = await api.services.db.withWorkspace(actor.workspaceId, (tx) =>
    tx.webhookDelivery.findMany({ where: { state: 'waiting' }, orderBy: { createdAt: 'asc' } }),
  );
  for (const { workspaceId, id } of waiting) {
    await deliverEvent({ ...api.services, clock }, { workspaceId, deliveryId: id });
  }
}

function announce(event: 'execution.success' | 'rotation.needs_human', payload = { about: 'something' }) {
  return api.services.db.withWorkspace(actor.workspaceId, (tx) =>
    announceEvent(tx, actor.workspaceId, { event, payload }),
  );
}

async function aRun(): Promise<{ workspaceId: string; runId: string }> {
  const { workspaceId } = actor;
  const runId = newId();
  await api.services.db.withWorkspace(workspaceId, async (tx) => {
    const workflow = await tx.workflow.create({
      data: { workspaceId, name: runId, steps: [], inputSchema: {}, vaultSchema: {} },
    });
    await tx.run.create({
      data: {
        workspaceId,
        id: runId,
        workflowId: workflow.id,
        workflowVersion: 1,
        steps: [],
        credentials: [],
        inputVariables: {},
        requestedBy: 'test',
      },
    });
  });
  return { workspaceId, runId };
}

test('the official client accepts the signature, and refuses it for a changed body', async () => {
  await addWebhook('/hook?token=1');
  await announce('rotation.needs_human');
  await deliverAll();
  const [told] = receiver.received;
  expect(told?.path).toBe('/hook?token=1');
  const client = new CloudCruise({ apiKey: 'any', encryptionKey: '0'.repeat(64) });
  const verified = client.webhook.verifySignature(told?.body ?? '', told?.signature ?? '', SECRET);
  expect(verified).toMatchObject({ event: 'rotation.needs_human', payload: { about: 'something' } });
  const changed = (told?.body ?? '').replace('something', 'somethinG');
  expect(() => client.webhook.verifySignature(changed, told?.signature ?? '', SECRET)).toThrow(/signature/i);
});

test('only what is subscribed to is told, and nothing while a webhook is switched off', async () => {
  await addWebhook('/success', ['execution.success']);
  const off = await addWebhook('/off');
  await updateWebhook(api.services, actor, { id: off.id, change: { active: false } });
  await announce('rotation.needs_human');
  await announce('execution.success');
  await deliverAll();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/success']);
});

test('an announcement whose transaction fails is told to nobody', async () => {
  await addWebhook('/hook');
  const failing = api.services.db.withWorkspace(actor.workspaceId, async (tx) => {
    await announceEvent(tx, actor.workspaceId, { event: 'rotation.needs_human', payload: {} });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await deliverAll();
  expect(receiver.received).toEqual([]);
});

test('a refused message is due again later, stamped anew, until it is accepted', async () => {
  const clock = new ManualClock(Date.now());
  const { id } = await addWebhook('/hook');
  receiver.answers.push(503);
  await announce('rotation.needs_human');
  await deliverAll(clock);
  const refused = await listDeliveries(api.services, actor, { id, query: {} });
  expect(refused.data[0]).toMatchObject({ state: 'waiting', attempts: 1, response_status: 503 });
  expect(refused.data[0]).toMatchObject({
    error: expect.stringMatching(/error/),
    hint: expect.stringMatching(/log of the receiver/),
  });
  clock.advance(3_600_000);
  await recoverDeliveries({ ...api.services, clock });
  const jobs = await api.services.db.people.$queryRaw<
    Array<{ key: string }>
  >`select key from graphile_worker.jobs`;
  expect(jobs.map(({ key }) => key)).toContain(`webhook:${refused.data[0]?.id}`);
  await deliverAll(clock);
  const accepted = await listDeliveries(api.services, actor, { id, query: {} });
  expect(accepted.data[0]).toMatchObject({
    state: 'delivered',
    attempts: 2,
    response_status: 200,
    error: null,
    hint: null,
  });
  const [first, second] = receiver.received.map(({ body }) => message.parse(JSON.parse(body)));
  expect(second?.timestamp).toBe(first?.timestamp);
  expect((second?.expires_at ?? 0) - (first?.expires_at ?? 0)).toBe(3_600);
});

test('two workers that take one delivery send it once', async () => {
  await addWebhook('/hook');
  await announce('rotation.needs_human');
  await Promise.all([deliverAll(), deliverAll(), deliverAll()]);
  expect(receiver.received).toHaveLength(1);
});

test('redirects are not followed, and addresses of other networks are not called', async () => {
  receiver.answers.push(302);
  const policy = createTargetPolicy([`127.0.0.1:${new URL(receiver.url).port}`]);
  const secret = Secret.of(SECRET);
  expect(await sendMessage(policy, { url: receiver.url, secret, body: '{}' })).toMatchObject({
    ok: false,
    error: 'redirected',
  });
  expect(receiver.received).toHaveLength(1);
  const refused = await sendMessage(createTargetPolicy([]), { url: receiver.url, secret, body: '{}' });
  expect(refused).toMatchObject({ ok: false, error: 'address_refused', status: null });
  expect(receiver.received).toHaveLength(1);
});

test.each(['http://10.0.0.1/x', 'https://169.254.169.254/', 'ftp://example.com', 'https://a@example.com'])(
  'the address %s is refused when it is saved',
  async (url) => {
    const made = createWebhook(api.services, actor, { url });
    await expect(made).rejects.toMatchObject({ code: 'address_refused' });
  },
);

test('a run that brought an address along tells that one only, and its metadata goes with every message', async () => {
  await addWebhook('/workspace');
  const keyring = await api.services.keys.keyring(actor.workspaceId);
  const surroundings = { keyring, webhookTargets: api.services.webhookTargets };
  const own = await aRun();
  const plain = await aRun();
  await api.services.db.withWorkspace(actor.workspaceId, async (tx) => {
    const brought = attachedWebhook(surroundings, own.runId, {
      url: `${receiver.url}/run`,
      event_types_subscribed: ['execution.success'],
      secret: 'short',
      validity: 60,
    });
    const metadata = attachedWebhook(surroundings, plain.runId, { metadata: { order: 7 } });
    await runStatements(tx, [...brought, ...metadata]);
    for (const key of [own, plain]) {
      await appendEvent(tx, key, 'execution.success');
      await appendEvent(tx, own, 'execution.step');
    }
  });
  await deliverAll();
  const told = receiver.received.map(({ path, body }) => ({ path, ...message.parse(JSON.parse(body)) }));
  expect(told.map(({ path, metadata }) => [path, metadata])).toEqual([
    ['/run', undefined],
    ['/workspace', { order: 7 }],
  ]);
});

test('a replay sends a run’s messages again in order and counts how they were taken', async () => {
  await addWebhook('/hook');
  const run = await aRun();
  await api.services.db.withWorkspace(actor.workspaceId, async (tx) => {
    await appendEvent(tx, run, 'execution.start');
  });
  await deliverAll();
  await api.services.db.withWorkspace(actor.workspaceId, async (tx) => {
    await appendEvent(tx, run, 'execution.success');
  });
  await deliverAll();
  receiver.received.length = 0;
  receiver.answers.push(200, 500);
  const replay = await replayRunEvents(api.services, actor, run.runId);
  expect(replay).toMatchObject({ status: 'partial', nr_success: 1, nr_failed: 1 });
  expect(replay.webhook_events.map(({ success, response }) => [success, response])).toEqual([
    [true, '200 noted'],
    [false, '500 noted'],
  ]);
  expect(receiver.received.map(({ body }) => message.parse(JSON.parse(body)).event)).toEqual([
    'execution.start',
    'execution.success',
  ]);
  await expect(replayRunEvents(api.services, actor, newId())).rejects.toMatchObject({ code: 'not_found' });
});

test('a test message is sent at once and its reception told', async () => {
  const { id } = await addWebhook('/hook');
  expect(await testWebhook(api.services, actor, id)).toMatchObject({
    state: 'delivered',
    response_status: 200,
  });
  receiver.answers.push(404);
  expect(await testWebhook(api.services, actor, id)).toMatchObject({
    state: 'waiting',
    response_status: 404,
  });
});

test('one message is sent again when someone says so, taken before or not, and not while the webhook is off', async () => {
  const { id } = await addWebhook('/again');
  receiver.answers.push(410);
  await announce('rotation.needs_human');
  await deliverAll();
  const messages = async () => (await listDeliveries(api.services, actor, { id, query: {} })).data;
  const [given] = await messages();
  expect(given?.state).toBe('failed');
  const deliveryId = given?.id ?? '';
  const again = () => replayDelivery(api.services, actor, { id, deliveryId });
  expect(await again()).toMatchObject({ id: deliveryId, state: 'delivered', response_status: 200 });
  expect(await again()).toMatchObject({ state: 'delivered' });
  expect(receiver.received).toHaveLength(3);
  const other = await addWebhook('/other');
  const elsewhere = replayDelivery(api.services, actor, { id: other.id, deliveryId });
  await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });
  await updateWebhook(api.services, actor, { id, change: { active: false } });
  await expect(again()).rejects.toMatchObject({ code: 'conflict' });
  expect(receiver.received).toHaveLength(3);
  expect(await messages()).toHaveLength(1);
});
