import { EventType, type RunEventEnvelope, type RunHandle } from 'cloudcruise';
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { run as runView } from '@/lib/contract/run';
import { demoUser } from '@/lib/sandbox/demo-user';
import { eventually } from '../support/eventually';
import { startWireWorld, type WireWorld } from '../support/wire-world';
import { startWorker, type TestWorker } from '../support/worker';

let world: WireWorld;
let worker: TestWorker;
let workflow_id: string;
beforeAll(async () => {
  world = await startWireWorld();
  workflow_id = await world.workflow('Credentials');
  worker = await startWorker(world);
});
afterAll(async () => {
  await worker?.stop();
  await world?.close();
});

const start = (USER: string | string[]) =>
  world.cruise.runs.start({ workflow_id, run_input_variables: { USER } });

/** All at once, and each as our own API shows it after its end. */
async function runAll(users: Array<string | string[]>) {
  const handles = await Promise.all(users.map(start));
  await Promise.all(handles.map(ended));
  return Promise.all(handles.map(({ sessionId }) => view(sessionId)));
}

const ended = (handle: RunHandle) => handle.wait().catch(() => undefined);

async function view(id: string) {
  return runView.parse((await world.raw(`GET /api/v1/runs/${id}`)).body);
}

type RunView = z.infer<typeof runView>;

/** How many of them were under way at the same moment, at most. */
function mostAtOnce(runs: readonly RunView[]): number {
  const spans = runs.map(({ started_at, finished_at }) => [
    Date.parse(started_at ?? ''),
    Date.parse(finished_at ?? ''),
  ]);
  return Math.max(
    ...spans.map(([at = 0]) => spans.filter(([from = 0, to = 0]) => from <= at && at < to).length),
  );
}

const usedBy = (runs: readonly RunView[]) =>
  runs.map(({ credentials }) => credentials[0]?.permissioned_user_id);

async function failuresOf(username: string): Promise<number> {
  const users = z
    .array(z.object({ username: z.string(), failures: z.number() }))
    .parse(await (await fetch(`${world.site.controlUrl}/users`)).json());
  return users.find((user) => user.username === username)?.failures ?? -1;
}

/** An account whose entry has a password that the site refuses. */
async function wrongAccount(name: string, entry: object = {}): Promise<string> {
  const { username } = await world.account(name, { entry });
  const { id } = await world.cruise.vault
    .get({ permissioned_user_id: name, domain: world.site.url })
    .then((found) => z.object({ id: z.string() }).parse(Array.isArray(found) ? found[0] : found));
  const changed = await world.client(`PATCH /api/v1/entries/${id}`, { password: 'not the password' });
  expect(changed.status).toBe(200);
  return username;
}

describe('a credential', () => {
  test('is in one run at a time, and the run that waits for it says so and goes on by itself', async () => {
    await world.account('single');
    const [first, second] = await Promise.all([start('single'), start('single')]);
    const events: RunEventEnvelope['data'][] = [];
    for (const handle of [first, second]) {
      handle.on(EventType.ExecutionPause, (message) => events.push(message.data));
    }
    await Promise.all([first.wait(), second.wait()]);
    const runs = await Promise.all([view(first.sessionId), view(second.sessionId)]);
    expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(mostAtOnce(runs)).toBe(1);
    expect(events).toHaveLength(1);
    expect(events[0]?.payload).toMatchObject({ message: expect.stringContaining('waits') });
  });

  test('that allows several sessions is in as many runs as it says', async () => {
    await world.account('double', { entry: { allow_multiple_sessions: true, max_concurrency: 2 } });
    await runAll(['double']);
    const runs = await runAll(['double', 'double', 'double']);
    expect(runs.map(({ status }) => status)).toEqual(Array(3).fill('success'));
    expect(mostAtOnce(runs)).toBe(2);
  });
});

describe('several credentials for one alias', () => {
  test('take turns, each within its own limit', async () => {
    await world.account('left');
    await world.account('right');
    const pool = ['left', 'right'];
    const runs = await runAll([pool, pool, pool, pool]);
    expect(usedBy(runs).sort()).toEqual(['left', 'left', 'right', 'right']);
    for (const user of pool) expect(mostAtOnce(runs.filter((run) => usedBy([run])[0] === user))).toBe(1);
    const read = await world.cruise.runs.getResults(runs[0]?.id ?? '');
    expect(read.input_variables).toEqual({ USER: pool });
  });

  test('stand in for one that the site refuses', async () => {
    const username = await wrongAccount('refused');
    await world.account('accepted');
    const handle = await start(['refused', 'accepted']);
    const requeued: unknown[] = [];
    handle.on(EventType.ExecutionRequeued, (message) => requeued.push(message.data.payload));
    const result = await handle.wait();
    expect(result.status).toBe(EventType.ExecutionSuccess);
    expect(result).toMatchObject({ vault_entries: { USER: { permissioned_user_id: 'accepted' } } });
    expect(requeued).toMatchObject([{ retry_attempt: 1, max_retries: 1, delay_ms: 0 }]);
    expect(result.errors).toMatchObject([{ error_code: 'INVALID_CREDENTIALS' }]);
    expect(await failuresOf(username)).toBe(1);
  });

  test('must all be there', async () => {
    const refused = await world.raw('POST /run', {
      workflow_id,
      run_input_variables: { USER: ['accepted', 'nobody'] },
    });
    expect(refused.body).toMatchObject({
      code: 'validation_failed',
      fields: [{ field: 'run_input_variables.USER', message: expect.stringContaining('nobody') }],
    });
    for (const USER of [[], [7], Array(51).fill('accepted')]) {
      const answer = await world.raw('POST /run', { workflow_id, run_input_variables: { USER } });
      expect(answer.status).toBe(422);
    }
  });
});

describe('a login that the site refuses', () => {
  test('is sent once, however many runs have it: the others stop with the code for that', async () => {
    const username = await wrongAccount('locking', { allow_multiple_sessions: true });
    // One that was asked for after the refusal would be tried: all are there before a worker takes the first.
    await worker.stop();
    const handles = await Promise.all(Array.from({ length: 5 }, () => start('locking')));
    worker = await startWorker(world);
    await Promise.all(handles.map(ended));
    const results = await Promise.all(
      handles.map(({ sessionId }) => world.cruise.runs.getResults(sessionId)),
    );
    expect(await failuresOf(username)).toBe(1);
    const failed = results.filter(({ status }) => status === EventType.ExecutionFailed);
    const stopped = results.filter(({ status }) => status === EventType.ExecutionStopped);
    expect([failed.length, stopped.length]).toEqual([1, 4]);
    for (const { errors } of stopped) expect(errors).toMatchObject([{ error_code: 'INTERRUPTED-E0002' }]);
    const [told] = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
      tx.runEvent.findMany({ where: { event: 'execution.stopped', runId: stopped[0]?.session_id ?? '' } }),
    );
    expect(told?.payload).toMatchObject({
      error_code: 'INTERRUPTED-E0002',
      session_causing_error: failed[0]?.session_id,
      session_ids: expect.arrayContaining([stopped[0]?.session_id]),
      message: expect.stringContaining('failed its login attempt'),
    });
  });

  test('is sent by two runs that were asked for since, and then no more until it changes', async () => {
    const username = await wrongAccount('thrice');
    for (const code of ['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'REFUSED_LATELY']) {
      const [run] = await runAll(['thrice']);
      expect(run?.errors).toMatchObject([{ code }]);
    }
    expect(await failuresOf(username)).toBe(2);
  });
});

test('one run at a time signs in where the entry says so; the next goes on as soon as that is done', async () => {
  await world.account('alone', {
    totpSecret: demoUser.totpSecret,
    entry: { tfa_method: 'SMS', allow_multiple_sessions: true, prevent_concurrency_during_login: true },
  });
  const answered: string[] = [];
  const handles = await Promise.all([start('alone'), start('alone')]);
  const notes = async (id: string) => (await view(id)).steps.flatMap((step) => step.notes).join('\n');
  for (const handle of handles) {
    handle.on(EventType.InteractionWaiting, async () => {
      const other = handles.find(({ sessionId }) => sessionId !== handle.sessionId);
      if (answered.length === 0) {
        await eventually(async () =>
          (await notes(other?.sessionId ?? '')).includes('another run is signing in'),
        );
      }
      // The site takes none twice: this step, which is still good when the next one begins meanwhile, then the next.
      const epoch = Math.floor(Date.now() / 1000) + 30 * answered.length;
      answered.push(handle.sessionId);
      await world.cruise.runs.submitUserInteraction(handle.sessionId, {
        code: await generate({ secret: demoUser.totpSecret, epoch }),
      });
    });
  }
  const results = await Promise.all(handles.map((handle) => handle.wait()));
  expect(new Set(answered.slice(0, 2)).size).toBe(2);
  expect(results.map(({ status }) => status)).toEqual([
    EventType.ExecutionSuccess,
    EventType.ExecutionSuccess,
  ]);
});
