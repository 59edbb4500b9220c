import { afterAll, beforeAll, expect, test } from 'vitest';
import { personActor } from '@/lib/access/actor';
import { getRun } from '@/lib/runs/get-run';
import { HistoryWriter } from '@/lib/runs/history-writer';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { claimRun, keepLease, type RunKey } from '@/lib/runs/run-lease';
import { startRun } from '@/lib/runs/start-run';
import { prepareQueue } from '@/lib/server/queue';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startTestApi, type TestApi } from '@/tests/support/api';
import { eventually } from '@/tests/support/eventually';
import { ManualClock } from '@/tests/support/manual-clock';

let api: TestApi;
let actor: ReturnType<typeof personActor>;
let workflowId: string;

beforeAll(async () => {
  api = await startTestApi();
  await prepareQueue(api.services.env.databaseUrl);
  const { workspace } = await api.owner('Olga');
  const user = await api.services.db.people.user.findFirstOrThrow();
  actor = personActor({ workspaceId: workspace.id, userId: user.id, name: 'Olga', role: 'owner' });
  const steps = [{ action: 'goto' as const, url: 'https://acme.example' }];
  workflowId = (await createWorkflow(api.services, actor, { name: 'one', steps })).id;
});
afterAll(() => api?.close());

async function claimed() {
  const { id: runId } = await startRun(api.services, actor, { workflow_id: workflowId });
  const key = { workspaceId: actor.workspaceId, runId };
  const run = await claimRun(api.services, key);
  if (!run) throw new Error('the run was not to be had');
  return { key, epoch: run.epoch };
}

async function notesOf({ runId }: RunKey): Promise<string[]> {
  return (await getRun(api.services, actor, runId)).steps.flatMap(({ notes }) => notes);
}

/** Half of a pair, which the database takes for no text. */
const UNWRITABLE = { event: 'step.note' as const, payload: { index: 0, text: '\ud83d' } };
const note = (text: string) => ({ event: 'step.note' as const, payload: { index: 0, text } });

test('what a run tells is written beside it, in order, and with the time at which it happened', async () => {
  const { key, epoch } = await claimed();
  const clock = new ManualClock();
  const history = new HistoryWriter({ ...api.services, clock }, key, epoch);
  history.add({ event: 'execution.step', payload: { index: 0 } });
  clock.advance(60_000);
  for (const text of ['one', 'two', 'three']) history.add(note(text));
  history.add({ event: 'step.ended', payload: { index: 0, state: 'done' } });
  await eventually(async () => expect(await notesOf(key)).toEqual(['one', 'two', 'three']));
  const [step] = (await getRun(api.services, actor, key.runId)).steps;
  const [began, ended] = [step?.started_at, step?.finished_at].map((at) => Date.parse(at ?? ''));
  expect(Math.round((Number(ended) - Number(began)) / 1000)).toBe(60);
});

test('what is written with work of one’s own has all that was told before it in the same transaction', async () => {
  const { key, epoch } = await claimed();
  const history = new HistoryWriter(api.services, key, epoch);
  history.add(note('before'));
  const seen = await history.write((tx) => tx.runEvent.count({ where: { ...key, event: 'step.note' } }));
  expect(seen).toBe(1);
});

test('work that fails takes nothing with it that was told before', async () => {
  const { key, epoch } = await claimed();
  const history = new HistoryWriter(api.services, key, epoch);
  history.add(note('before'));
  const failing = history.write(async () => {
    throw new Error('of the caller');
  });
  await expect(failing).rejects.toThrow('of the caller');
  await history.write(async () => {});
  expect(await notesOf(key)).toEqual(['before']);
});

test('a run that was taken over writes nothing more, and is stopped by its next step', async () => {
  const { key, epoch } = await claimed();
  const history = new HistoryWriter(api.services, key, epoch);
  const begun = history.add({ event: 'execution.step', payload: { index: 0 } });
  await history.written(begun);
  const where = { workspaceId_id: { workspaceId: key.workspaceId, id: key.runId } };
  await api.services.db.withWorkspace(key.workspaceId, (tx) =>
    tx.run.update({ where, data: { epoch: { increment: 1 } } }),
  );
  const next = history.add(note('too late'));
  await expect(history.written(next)).rejects.toMatchObject({ reason: 'lease_lost' });
  await history.close();
  expect(await notesOf(key)).toEqual([]);
});

test('what could not be written behind the back of a run is thrown by the next call, once', async () => {
  const { key, epoch } = await claimed();
  const history = new HistoryWriter(api.services, key, epoch);
  history.add(UNWRITABLE);
  await eventually(() => expect(() => history.add(note('and then'))).toThrow());
  history.add(note('at last'));
  await history.write(async () => {});
  expect((await notesOf(key)).at(-1)).toBe('at last');
});

test('a run that ends badly ends, whatever could not be written', async () => {
  const { key, epoch } = await claimed();
  const history = new HistoryWriter(api.services, key, epoch);
  history.add(UNWRITABLE);
  await history.excuse();
  history.add(note('how it ended'));
  await history.write(async () => {});
  expect(await notesOf(key)).toEqual(['how it ended']);
});

test('an interruption reaches the worker at once, and not with the next renewal of its lease', async () => {
  const { key, epoch } = await claimed();
  const interrupted = new AbortController();
  const clock = new ManualClock();
  const lease = keepLease({ ...api.services, clock }, key, epoch, interrupted);
  // Again until it is listened for.
  await eventually(async () => {
    await interruptRun(api.services, actor, key.runId);
    return interrupted.signal.aborted;
  });
  expect(interrupted.signal.reason).toMatchObject({ reason: 'interrupted' });
  await lease.stop();
});
