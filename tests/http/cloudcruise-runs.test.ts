import { EventType, InputValidationError, type RunEventEnvelope, type RunHandle } from 'cloudcruise';
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { wireRun } from '@/lib/contract/wire-run';
import { demoUser } from '@/lib/sandbox/demo-user';
import { codeOf } from '../support/api';
import { eventually } from '../support/eventually';
import { startWireWorld, type WireWorld } from '../support/wire-world';
import { startWorker, type TestWorker } from '../support/worker';

let world: WireWorld;
let worker: TestWorker;
beforeAll(async () => {
  world = await startWireWorld();
  worker = await startWorker(world, { retryDelaysMs: [200, 200] });
});
afterAll(async () => {
  await worker?.stop();
  await world?.close();
});

const GREETING = { action: 'extract', fields: { greeting: { selector: 'h1' } } };
const ACCOUNT = () => ({ action: 'goto', url: `${world.site.url}/account`, label: 'Open the account page' });

/** Every event of a run that the client was given, in order, until the run has ended. */
async function eventsOf(run: RunHandle): Promise<RunEventEnvelope['data'][]> {
  const events: RunEventEnvelope['data'][] = [];
  for await (const message of run)
    if (message.event === 'run.event') events.push(message.data as RunEventEnvelope['data']);
  return events;
}

describe('a run of the official client', () => {
  test('brings all events, from the first to the last, and its result', async () => {
    await world.account('whole');
    const steps = [ACCOUNT(), GREETING, { action: 'screenshot', name: 'account' }];
    const workflow_id = await world.workflow('Whole', steps);
    const run = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER: 'whole' } });
    const ended = run.wait();
    const events = await eventsOf(run);
    expect(events.map(({ event }) => event)).toEqual([
      EventType.ExecutionQueued,
      EventType.ExecutionStart,
      ...Array.from({ length: 4 }, () => EventType.ExecutionStep),
      EventType.ScreenshotUploaded,
      EventType.ExecutionSuccess,
    ]);
    const about = { session_id: run.sessionId, workflow_id };
    for (const { payload, timestamp, expires_at } of events) {
      expect(payload).toMatchObject(about);
      expect(expires_at - timestamp).toBe(3600);
    }
    expect(events[0]?.payload).toEqual(about);
    expect(events[3]?.payload).toEqual({
      ...about,
      current_step: 'Open the account page',
      next_step: 'Read greeting',
    });
    const result = {
      ...about,
      status: 'execution.success',
      data: { greeting: expect.stringMatching(/^Hello/) },
      input_variables: { USER: 'whole' },
      errors: [],
      encrypted_variables: [],
      file_urls: [],
      vault_entries: { USER: { permissioned_user_id: 'whole', domain: world.site.url } },
    };
    expect(events.at(-1)?.payload).toMatchObject(result);
    const read = await ended;
    expect(read).toMatchObject({ ...result, session_retries: 0, video_urls: [] });
    expect(wireRun.parse(read)).toEqual(read);
  });

  test('names pictures by addresses that the same key can read', async () => {
    const runs = z.object({ data: z.array(z.object({ id: z.string() })) });
    const [newest] = runs.parse((await world.raw('GET /api/v1/runs')).body).data;
    const { screenshot_urls } = wireRun.parse((await world.raw(`GET /run/${newest?.id}`)).body);
    const address = new URL(screenshot_urls[0]?.signed_screenshot_url ?? '');
    const picture = await world.raw(`GET ${address.pathname}`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test('is checked by the client against what the workflow needs, its credential among it', async () => {
    const workflow_id = await world.workflow('Checked', [], {
      type: 'object',
      properties: { year: { type: 'integer' }, note: { type: 'string' } },
      required: ['year'],
    });
    const check = (payload: Record<string, unknown>) =>
      world.cruise.workflows.validateWorkflowInput(workflow_id, payload);
    await check({ year: 2031, USER: 'whole' });
    await check({ year: 2031, USER: ['whole', 'other'] });
    const refused = await check({ note: 7, USER: 'whole', extra: 1 }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InputValidationError);
    expect(refused).toMatchObject({
      missingRequired: ['year'],
      invalidTypes: [{ field: 'note' }],
      unknownKeys: ['extra'],
    });
    const past = await world.raw('POST /run', { workflow_id, run_input_variables: { USER: 'whole' } });
    expect([past.status, codeOf(past)]).toEqual([422, 'validation_failed']);
  });

  test('that fails says why, in the wire’s categories', async () => {
    const wrong = await world.account('wrong');
    await world.cruise.vault.update({
      permissioned_user_id: wrong.permissioned_user_id,
      domain: world.site.url,
      user_name: wrong.username,
      password: 'not the password',
    });
    const workflow_id = await world.workflow('Wrong');
    const run = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER: 'wrong' } });
    const result = await run.wait();
    expect(result).toMatchObject({
      status: 'execution.failed',
      errors: [
        {
          error_code: 'INVALID_CREDENTIALS',
          llm_error_category: 'AUTHENTICATION_ERROR',
          action_type: 'SIGN_IN',
          action_display_name: 'Sign in as USER',
        },
      ],
    });
  });

  test('is interrupted: queued at once, under way within seconds', async () => {
    await world.site.behave({ latency_ms: 20_000 });
    const workflow_id = await world.workflow('Slow');
    const run = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER: 'whole' } });
    const events = eventsOf(run);
    await eventually(
      async () => (await world.cruise.runs.getResults(run.sessionId)).status === 'execution.step',
    );
    await world.cruise.runs.interrupt(run.sessionId);
    expect((await events).at(-1)?.event).toBe(EventType.ExecutionStopped);
    await world.site.behave({ latency_ms: 0 });
    await expect(world.cruise.runs.interrupt(run.sessionId)).rejects.toThrow('The run has ended: stopped.');
  });

  test('is tried again where the site could not be reached, and says when', async () => {
    await world.site.behave({ down: true });
    const workflow_id = await world.workflow('Again', [ACCOUNT(), GREETING]);
    const run = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER: 'whole' } });
    run.on(EventType.ExecutionRequeued, () => void world.site.behave({ down: false }));
    const result = run.wait();
    const events = await eventsOf(run);
    const requeued = events.find(({ event }) => event === EventType.ExecutionRequeued);
    expect(requeued?.payload).toEqual({
      session_id: run.sessionId,
      workflow_id,
      retry_attempt: 1,
      max_retries: 2,
      delay_ms: 200,
      next_execution_time: expect.stringMatching(/Z$/),
    });
    expect(events.filter(({ event }) => event === EventType.ExecutionStart)).toHaveLength(2);
    expect(await result).toMatchObject({
      status: 'execution.success',
      session_retries: 1,
      errors: [{ error_code: 'DOWN' }],
    });
  });

  test('that is dry ends before the first step that could change something, with what was to be added', async () => {
    const marked = { action: 'goto', url: `${world.site.url}/nowhere`, end_here_on_dry_run: true };
    const workflow_id = await world.workflow('Dry', [ACCOUNT(), GREETING, marked]);
    const run = await world.cruise.runs.start({
      workflow_id,
      run_input_variables: { USER: 'whole' },
      dry_run: { enabled: true, add_to_output: { test: true } },
      additional_context: { ticket: 7 },
    });
    const result = await run.wait();
    expect(result).toMatchObject({ status: 'execution.success', data: { test: true } });
    expect(Object.keys(result.data ?? {}).sort()).toEqual(['greeting', 'test']);
    const own = await world.raw(`GET /api/v1/runs/${run.sessionId}`);
    expect(own.body).toMatchObject({ dry_run: true, additional_context: { ticket: 7 } });
  });
});

describe('a run that waits for a code', () => {
  const codeNow = async () => generate({ secret: demoUser.totpSecret });

  test('goes on with the answer of a person, which is kept nowhere', async () => {
    const entry = { tfa_method: 'SMS' };
    await world.account('sms', { totpSecret: demoUser.totpSecret, entry });
    const workflow_id = await world.workflow('By SMS', [ACCOUNT(), GREETING]);
    const run = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER: 'sms' } });
    let code = '';
    run.on(EventType.InteractionWaiting, async (message) => {
      expect((await world.cruise.runs.getResults(run.sessionId)).status).toBe('interaction.waiting');
      const [property = ''] = message.data.payload.missing_properties;
      const empty = await world.raw(`POST /run/${run.sessionId}/user_interaction`, { [property]: ' ' });
      expect([empty.status, codeOf(empty)]).toEqual([422, 'validation_failed']);
      code = await codeNow();
      await world.cruise.runs.submitUserInteraction(run.sessionId, {
        [property]: `${code.slice(0, 3)} ${code.slice(3)}`,
      });
    });
    const result = run.wait();
    const events = await eventsOf(run);
    expect((await result).status).toBe('execution.success');
    const waiting = events.find(({ event }) => event === EventType.InteractionWaiting);
    expect(waiting?.payload).toMatchObject({
      current_step: 'Sign in as USER',
      missing_properties: ['code'],
      message: expect.stringContaining('by SMS'),
      expected_json_schema_datamodel: { type: 'object', required: ['code'] },
    });
    const finished = events.find(({ event }) => event === EventType.InteractionFinished);
    expect(finished?.payload).toMatchObject({ missing_properties: [], message: 'A person answered.' });

    const rows = await world.services.db.withWorkspace(
      world.actor.workspaceId,
      (tx) =>
        tx.$queryRaw<Array<{ row: string }>>`
        select row_to_json(e)::text as row from run_event e union all
        select row_to_json(r)::text from run r union all select row_to_json(i)::text from run_interaction i`,
    );
    expect(rows.filter(({ row }) => row.includes(code))).toEqual([]);
    const late = await world.raw(`POST /run/${run.sessionId}/user_interaction`, { code });
    expect([late.status, codeOf(late)]).toEqual([409, 'run_finished']);
  });

  test('goes on with the code of a mail', async () => {
    const entry = { tfa_method: 'EMAIL' };
    await world.account('mailed', { totpSecret: demoUser.totpSecret, entry });
    const workflow_id = await world.workflow('By mail');
    const run = await world.cruise.runs.start({ workflow_id, run_input_variables: { USER: 'mailed' } });
    run.on(EventType.InteractionWaiting, async () => {
      const mail = { recipient: 'codes+mailed@in.example', text: `Your code is ${await codeNow()}` };
      expect((await world.raw('POST /api/v1/email-codes', mail)).status).toBe(201);
    });
    const result = run.wait();
    const events = await eventsOf(run);
    expect((await result).status).toBe('execution.success');
    const finished = events.find(({ event }) => event === EventType.InteractionFinished);
    expect(finished?.payload).toMatchObject({ message: 'A code came by e-mail.' });
  });

  test('and one that asks nothing is not to be answered', async () => {
    await worker.stop();
    const workflow_id = await world.workflow('Nobody works');
    const { session_id } = z
      .object({ session_id: z.string() })
      .parse((await world.raw('POST /run', { workflow_id, run_input_variables: { USER: 'whole' } })).body);
    const answer = await world.raw(`POST /run/${session_id}/user_interaction`, { code: '123456' });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'run_not_waiting']);
    const foreign = await world.raw(`POST /run/${crypto.randomUUID()}/user_interaction`, { code: '123456' });
    expect(foreign.status).toBe(404);
  });
});
