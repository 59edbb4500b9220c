import { EventType, VerificationError } from 'cloudcruise';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../support/api';
import { eventually } from '../support/eventually';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';
import { startWireWorld, type WireWorld } from '../support/wire-world';
import { startWorker, type TestWorker } from '../support/worker';

const SECRET = 'a secret of this run';

let world: WireWorld;
let worker: TestWorker;
let receiver: WebhookReceiver;
let workflow_id: string;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  world = await startWireWorld();
  await world.account('told');
  workflow_id = await world.workflow('Told', [
    { action: 'extract', fields: { greeting: { selector: 'h1' } } },
  ]);
  worker = await startWorker(world);
});
afterAll(async () => {
  await worker?.stop();
  await world?.close();
  await receiver?.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answers.length = 0;
});

async function runWith(webhook: Parameters<typeof world.cruise.runs.start>[0]['webhook']) {
  const run = await world.cruise.runs.start({
    workflow_id,
    run_input_variables: { USER: 'told' },
    ...(webhook ? { webhook } : {}),
  });
  return { id: run.sessionId, result: await run.wait() };
}

/** All that came so far, each checked by the package as a receiver would. */
const verified = (secret = SECRET) =>
  receiver.received.map(({ body, signature }) =>
    world.cruise.webhook.verifySignature(body, signature, secret),
  );

describe('a run that brought an address along', () => {
  test('tells it what it subscribed to, signed as the package verifies, and tells it again when asked', async () => {
    const { id, result } = await runWith({
      url: `${receiver.url}/mine`,
      event_types_subscribed: [EventType.ExecutionStart, EventType.ExecutionSuccess],
      secret: SECRET,
      validity: 120,
    });
    await eventually(() => receiver.received.length === 2);
    const messages = verified();
    const byEvent = new Map(messages.map((message) => [message.event, message]));
    expect([...byEvent.keys()].sort()).toEqual([EventType.ExecutionStart, EventType.ExecutionSuccess]);
    const about = { session_id: id, workflow_id };
    expect(byEvent.get(EventType.ExecutionStart)?.payload).toMatchObject(about);
    expect(byEvent.get(EventType.ExecutionSuccess)?.payload).toMatchObject({ ...about, data: result.data });
    for (const { timestamp, expires_at } of messages) {
      expect(expires_at - timestamp).toBeGreaterThanOrEqual(120);
      expect(expires_at - timestamp).toBeLessThan(180);
    }
    expect(JSON.stringify(messages)).not.toContain('password of told');
    const [{ body, signature } = { body: '', signature: '' }] = receiver.received;
    const verify = (text: string, secret: string) =>
      world.cruise.webhook.verifySignature(text, signature, secret);
    expect(() => verify(body, 'another secret')).toThrow(VerificationError);
    expect(() => verify(body.replace(id, workflow_id), SECRET)).toThrow(VerificationError);

    receiver.received.length = 0;
    receiver.answers.push(200, 500);
    expect(await world.cruise.runs.replayWebhooks(id)).toEqual({
      status: 'partial',
      info: expect.stringContaining('1 of 2'),
      nr_success: 1,
      nr_failed: 1,
      webhook_events: [
        { success: true, response: '200 noted', error: null },
        { success: false, response: '500 noted', error: expect.stringMatching(/error/) },
      ],
    });
    expect(verified().map(({ event }) => event)).toEqual([
      EventType.ExecutionStart,
      EventType.ExecutionSuccess,
    ]);
  });
});

test('metadata goes with every message of its run to the webhooks of the workspace', async () => {
  const made = await world.client('POST /api/v1/webhooks', {
    url: `${receiver.url}/all`,
    secret: 'the secret of the workspace',
  });
  expect(made.status).toBe(201);
  const { id } = await runWith({ metadata: { order: 7 } });
  await eventually(() => receiver.received.some(({ body }) => body.includes(EventType.ExecutionSuccess)));
  await eventually(() => receiver.received.length === 5);
  const messages = verified('the secret of the workspace');
  expect(messages.map(({ event }) => event).sort()).toEqual([
    EventType.ExecutionQueued,
    EventType.ExecutionStart,
    EventType.ExecutionStep,
    EventType.ExecutionStep,
    EventType.ExecutionSuccess,
  ]);
  for (const message of messages)
    expect(message).toMatchObject({ metadata: { order: 7 }, payload: { session_id: id } });
  for (const { payload } of messages) expect(payload).not.toHaveProperty('index');
});

test.each([
  ['an address without a secret', { url: 'https://a.example/' }, 'validation_failed', 'webhook.secret'],
  ['nothing', {}, 'validation_failed', 'webhook.url'],
  [
    'an event that there is none of',
    { url: 'https://a.example/', secret: 's', event_types_subscribed: ['x'] },
    'validation_failed',
    'webhook.event_types_subscribed.0',
  ],
  ['an address inside', { url: 'http://10.0.0.1/', secret: 's' }, 'address_refused', 'webhook.url'],
  [
    'a validity of a second',
    { url: 'https://a.example/', secret: 's', validity: 1 },
    'validation_failed',
    'webhook.validity',
  ],
])('a run with %s for its webhook does not start', async (_what, webhook, code, field) => {
  const before = await world.raw('GET /api/v1/runs?limit=1');
  const answer = await world.raw('POST /run', {
    workflow_id,
    run_input_variables: { USER: 'told' },
    webhook,
  });
  expect(answer.status).toBe(422);
  expect(codeOf(answer)).toBe(code);
  expect(answer.body).toMatchObject({ fields: [{ field }] });
  expect((await world.raw('GET /api/v1/runs?limit=1')).body).toEqual(before.body);
});
