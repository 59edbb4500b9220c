import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { run, runEventFrame } from '@/lib/contract/run';
import { prepareQueue } from '@/lib/server/queue';
import {
  BASE_URL,
  type Client,
  codeOf,
  cookiesOf,
  PASSWORD,
  startTestApi,
  type TestApi,
  withApiKey,
} from '../support/api';
import { eventually } from '../support/eventually';

let api: TestApi;
let owner: Awaited<ReturnType<TestApi['owner']>>;
let program: { key: string; client: Client };
beforeAll(async () => {
  api = await startTestApi();
  await prepareQueue(api.services.env.databaseUrl);
  owner = await api.owner('Rita');
  program = await withApiKey(api, owner.client, ['runs:read', 'runs:write']);
});
afterAll(() => api?.close());

/** No worker runs in these tests: a run stays queued until it is interrupted. */
async function startRun(): Promise<string> {
  const steps = [{ action: 'goto', url: 'https://acme.example/' }];
  const name = `Workflow ${crypto.randomUUID()}`;
  const workflow = await owner.client('POST /api/v1/workflows', { name, steps });
  const { id: workflow_id } = z.object({ id: z.string() }).parse(workflow.body);
  const started = await owner.client('POST /api/v1/runs', { workflow_id });
  expect(started.status, started.text).toBe(201);
  return z.object({ id: z.string() }).parse(started.body).id;
}

/** The frames of the stream, one for each `next()`. */
async function* framesOf(id: string, signal?: AbortSignal, watcher = program.client) {
  const response = await watcher.raw(`GET /api/v1/runs/${id}/events`, undefined, signal);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const data = part.split('\n').find((line) => line.startsWith('data: '));
      if (part.startsWith('event: run\n')) yield runEventFrame.parse(JSON.parse(data?.slice(6) ?? ''));
    }
  }
}

async function restOf(frames: ReturnType<typeof framesOf>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { run } of frames) seen.push(run.status);
  return seen;
}

describe('the events of a run', () => {
  test('begin with the run as it is, follow each change, and end with the run', async () => {
    const id = await startRun();
    const frames = framesOf(id);
    expect((await frames.next()).value).toMatchObject({ seq: 1, run: { id, status: 'queued' } });
    await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
    expect((await frames.next()).value).toMatchObject({ seq: 2, run: { id, status: 'stopped' } });
    expect((await frames.next()).done).toBe(true);
  });

  test('are not for a key that was revoked: its stream ends instead of telling what came after', async () => {
    const id = await startRun();
    const revoked = await withApiKey(api, owner.client, ['runs:read']);
    const frames = framesOf(id, undefined, revoked.client);
    expect((await frames.next()).value).toMatchObject({ run: { status: 'queued' } });
    await owner.client(`DELETE /api/v1/api-keys/${revoked.id}`);
    await eventually(async () => (await revoked.client('GET /api/v1/runs')).status === 401);
    await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
    expect(await restOf(frames)).not.toContain('stopped');
  });

  test('are for a person while the session lasts, and not after it was ended', async () => {
    const again = await api.anyone.with({ origin: BASE_URL })('POST /api/auth/sign-in/email', {
      email: owner.email,
      password: PASSWORD,
    });
    const elsewhere = owner.client.with({ cookie: cookiesOf(again) });
    const id = await startRun();
    const [here, there] = [framesOf(id, undefined, owner.client), framesOf(id, undefined, elsewhere)];
    for (const frames of [here, there]) await frames.next();
    await elsewhere('POST /api/auth/sign-out', {});
    await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
    expect(await restOf(here)).toContain('stopped');
    expect(await restOf(there)).not.toContain('stopped');
  });

  test('of a run that has ended are one frame', async () => {
    const id = await startRun();
    await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
    expect(await restOf(framesOf(id))).toEqual(['stopped']);
  });

  test('can be read by a browser that can only name the workspace in the address', async () => {
    const id = await startRun();
    const path = `/api/v1/runs/${id}`;
    await owner.client(`POST ${path}/interrupt`, {});
    const bare = owner.client.with({ 'x-workspace': '' });
    const answer = await bare(`GET ${path}/events?workspace=${owner.workspace.slug}`);
    expect(answer.status).toBe(200);
  });

  test('of a run that is not there are a 404 and no stream', async () => {
    const answer = await program.client(`GET /api/v1/runs/${crypto.randomUUID()}/events`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
  });

  test('stop being followed when the reader goes away', async () => {
    const id = await startRun();
    const reader = new AbortController();
    const frames = framesOf(id, reader.signal);
    await frames.next();
    reader.abort();
    expect((await frames.next()).done).toBe(true);
  });
});

test('an ended run cannot be interrupted again', async () => {
  const id = await startRun();
  const first = await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
  expect(run.parse(first.body).status).toBe('stopped');
  const second = await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
  expect([second.status, codeOf(second)]).toEqual([409, 'run_finished']);
});

test('the CloudCruise wire names the newest event of a run', async () => {
  const id = await startRun();
  expect((await program.client(`GET /run/${id}`)).body).toMatchObject({
    session_id: id,
    status: 'execution.queued',
  });
  await program.client(`POST /api/v1/runs/${id}/interrupt`, {});
  expect((await program.client(`GET /run/${id}`)).body).toMatchObject({ status: 'execution.stopped' });
});
