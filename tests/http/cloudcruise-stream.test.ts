import { EventType } from 'cloudcruise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Actor } from '@/lib/access/actor';
import { systemActor } from '@/lib/access/actor';
import { wireRunEventFrame } from '@/lib/contract/run-event';
import { BEAT_MS, type ClientEvent, watchClient } from '@/lib/runs/watch-client';
import { prepareQueue } from '@/lib/server/queue';
import { type Client, startTestApi, type TestApi, withApiKey } from '../support/api';
import { eventually } from '../support/eventually';
import { ManualClock } from '../support/manual-clock';
import { officialClient } from '../support/official-client';
import { serveApi } from '../support/served-api';

let api: TestApi;
let served: Awaited<ReturnType<typeof serveApi>>;
let actor: Actor;
let program: { key: string; client: Client };
let workflow_id: string;

/** No worker runs here: a run is queued until it is interrupted, which makes two events. */
beforeAll(async () => {
  api = await startTestApi();
  await prepareQueue(api.services.env.databaseUrl);
  const owner = await api.owner('Sam');
  actor = systemActor(owner.workspace.id, 'test');
  program = await withApiKey(api, owner.client, ['runs:read', 'runs:write', 'workflows:read']);
  const steps = [{ action: 'goto', url: 'https://acme.example/' }];
  const made = await owner.client('POST /api/v1/workflows', { name: 'Nothing', steps });
  workflow_id = z.object({ id: z.string() }).parse(made.body).id;
  served = await serveApi(api.services);
});
afterAll(async () => {
  await served?.close();
  await api?.close();
});

async function start(client_id: string): Promise<string> {
  const answer = await program.client('POST /run', { workflow_id, run_input_variables: {}, client_id });
  return z.object({ session_id: z.string() }).parse(answer.body).session_id;
}
const interrupt = (id: string) => program.client(`POST /run/${id}/interrupt`);

interface Frame {
  event: string;
  id: string | undefined;
  data: unknown;
}

/** The frames of the stream as they come over a real connection. */
async function* frames(clientId: string, signal: AbortSignal, lastEventId?: string): AsyncGenerator<Frame> {
  const headers = { 'cc-key': program.key, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
  const response = await fetch(`${served.url}/run/clients/${clientId}/events`, { headers, signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const lines = new Map(
        part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      yield {
        event: lines.get('event') ?? '',
        id: lines.get('id'),
        data: JSON.parse(lines.get('data') ?? 'null'),
      };
    }
  }
}

/** As many run events as asked for, then the connection is dropped. */
async function take(clientId: string, count: number, lastEventId?: string) {
  const gone = new AbortController();
  const taken: Array<{ id: string | undefined; event: string; session: string }> = [];
  try {
    for await (const { event, id, data } of frames(clientId, gone.signal, lastEventId)) {
      if (event !== 'run.event') continue;
      const frame = wireRunEventFrame.parse(data);
      taken.push({ id, event: frame.data.event, session: frame.data.payload.session_id });
      if (taken.length === count) break;
    }
  } finally {
    gone.abort();
  }
  return taken;
}

describe('the stream of a client id', () => {
  test('is open at once, before there is any run, and then brings each event in its exact form', async () => {
    const gone = new AbortController();
    const stream = frames('first', gone.signal);
    expect((await stream.next()).value).toMatchObject({ event: 'ping', data: { ts: expect.any(Number) } });
    const session_id = await start('first');
    const { value: frame } = await stream.next();
    expect(frame).toEqual({
      event: 'run.event',
      id: expect.stringMatching(/^\d+$/),
      data: {
        data: {
          event: 'execution.queued',
          payload: { session_id, workflow_id },
          timestamp: expect.any(Number),
          expires_at: expect.any(Number),
        },
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    const { data } = wireRunEventFrame.parse(frame?.data);
    expect(data.expires_at - data.timestamp).toBe(3600);
    expect(new Date(data.timestamp * 1000).toISOString()).toBe(
      wireRunEventFrame.parse(frame?.data).timestamp,
    );
    gone.abort();
  });

  test('holds the runs of that client id only, and of that workspace', async () => {
    const mine = await start('mine');
    await start('theirs');
    const stranger = await api.owner('Mallory');
    const { client } = await withApiKey(api, stranger.client, ['runs:read', 'runs:write']);
    expect((await client('POST /run', { workflow_id, client_id: 'mine' })).status).toBe(404);
    await interrupt(mine);
    expect((await take('mine', 2)).map(({ session }) => session)).toEqual([mine, mine]);
  });

  test('goes on exactly behind Last-Event-ID: nothing twice, nothing lost', async () => {
    const one = await start('exact');
    const [first] = await take('exact', 1);
    const two = await start('exact');
    await interrupt(one);
    await interrupt(two);
    const rest = await take('exact', 3, first?.id);
    expect(rest.map(({ event, session }) => [event, session])).toEqual([
      ['execution.queued', two],
      ['execution.stopped', one],
      ['execution.stopped', two],
    ]);
  });

  test('keeps what happened while nobody listened: the end of a run is not lost', async () => {
    const id = await start('away');
    await take('away', 1);
    await interrupt(id);
    const again = await take('away', 2);
    expect(again.map(({ event }) => event)).toEqual(['execution.queued', 'execution.stopped']);
  });

  test('takes an id that nobody gave out for none', async () => {
    const id = await start('nonsense');
    expect((await take('nonsense', 1, "'; drop")).map(({ session }) => session)).toEqual([id]);
  });

  test('needs a key that may read runs', async () => {
    const url = `${served.url}/run/clients/x/events`;
    expect((await fetch(url)).status).toBe(401);
  });

  test('numbers the events of many runs at once in one order without a gap or a double', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => start('many')));
    await Promise.all(ids.map(interrupt));
    const events = await take('many', 16);
    const numbers = events.map(({ id }) => BigInt(id ?? 0));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0n) + BigInt(index)));
    for (const id of ids) {
      const own = events.filter(({ session }) => session === id).map(({ event }) => event);
      expect(own).toEqual(['execution.queued', 'execution.stopped']);
    }
  });
});

describe('watching a client, by the clock', () => {
  const watch = (clientId: string, clock: ManualClock, signal: AbortSignal) =>
    watchClient({ ...api.services, clock }, actor, { clientId, after: null, signal });

  test('the first events of a run wait until the answer that names it has had time to arrive', async () => {
    const gone = new AbortController();
    const clock = new ManualClock();
    const events = watch('head start', clock, gone.signal);
    expect((await events.next()).value).toEqual({ kind: 'open' });
    await start('head start');
    let came: ClientEvent | undefined;
    const next = events.next().then(({ value }) => {
      came = value ?? undefined;
    });
    await start('another');
    expect(came).toBeUndefined();
    await eventually(() => {
      clock.advance(100);
      return came !== undefined;
    });
    await next;
    expect(came).toMatchObject({ kind: 'event', event: { event: 'execution.queued' } });
    gone.abort();
    await events.return(undefined);
  });

  test('what came before a beat that the connection lived to see does not come again', async () => {
    const clock = new ManualClock();
    const gone = new AbortController();
    await start('delivered');
    const events = watch('delivered', clock, gone.signal);
    await events.next();
    const first = events.next();
    await eventually(async () => {
      clock.advance(100);
      return (await Promise.race([first, undefined])) !== undefined;
    });
    const next = events.next();
    const delivered = () =>
      api.services.db.withWorkspace(actor.workspaceId, (tx) =>
        tx.runClient.findFirstOrThrow({ where: { clientId: 'delivered' } }),
      );
    await eventually(async () => {
      clock.advance(BEAT_MS);
      const { deliveredSeq, lastSeq } = await delivered();
      return deliveredSeq === lastSeq;
    });
    gone.abort();
    clock.advance(BEAT_MS);
    await next;
    const later = await start('delivered');
    expect((await take('delivered', 1)).map(({ session }) => session)).toEqual([later]);
  });
});

test('the official client whose stream has ended opens another one and is told of the end there', async () => {
  const cruise = await officialClient(served.url, { apiKey: program.key, encryptionKey: '0'.repeat(64) });
  // Its own look at the result is off: the stream alone has to bring it.
  const run = await cruise.runs.start(
    { workflow_id, run_input_variables: {} },
    { reconnect: { enabled: false } },
  );
  run.on('error', () => undefined);
  const queued = new Promise((resolve) => run.on(EventType.ExecutionQueued, resolve));
  const ended = new Promise((resolve) => run.on('end', resolve));
  await queued;
  served.endStreams();
  await interrupt(run.sessionId);
  expect(await ended).toEqual({ type: EventType.ExecutionStopped });
});
