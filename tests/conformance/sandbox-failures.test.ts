import { type Client, RateLimitExceededError } from '@1password/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { eventually } from '@/tests/support/eventually';
import { control, isDelayed, itemIdOf, signIn, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let client: Client;
let automation: string;
let acme: string;

beforeAll(async () => {
  sandbox = await startSeeded();
  client = await signIn(sandbox.token('latchkey-rw'));
  automation = vaultNamed(sandbox, 'Automation').id;
  acme = itemIdOf(sandbox, 'Acme Prod Login');
  await client.items.get(automation, acme);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await control(sandbox, 'DELETE /faults');
  await control(sandbox, 'DELETE /log');
  await control(sandbox, 'PUT /limits', { reads_per_hour: 10_000, writes_per_hour: 1000 });
});

const readItem = () => client.items.get(automation, acme);

describe('what goes wrong at 1Password', () => {
  it('a session that ended costs one sign-in and no error', async () => {
    await control(sandbox, 'POST /sessions/expire');
    await readItem();
    expect((await requests()).map((request) => request.status)).toEqual([401, 200, 200, 200, 200, 200]);
  });

  it('a revoked token is refused to the running client and to a new one, and works again when restored', async () => {
    await control(sandbox, 'POST /accounts/latchkey-rw/revoke');
    await expect(readItem()).rejects.toThrow(/^bad credentials, please retry: failed to authenticate$/);
    await expect(signIn(sandbox.token('latchkey-rw'))).rejects.toThrow(
      /^authentication error: you are not authenticated$/,
    );
    await control(sandbox, 'POST /accounts/latchkey-rw/restore');
    expect((await readItem()).title).toBe('Acme Prod Login');
  });

  it('a token with another private value is refused', async () => {
    const token = sandbox.token('latchkey-rw');
    const content = JSON.parse(Buffer.from(token.slice(4), 'base64url').toString());
    const forged = { ...content, srpX: '11'.repeat(32) };
    const forgedToken = `ops_${Buffer.from(JSON.stringify(forged)).toString('base64url')}`;
    await expect(signIn(forgedToken)).rejects.toThrow('you are not authenticated');
  });

  it('a vault taken away reads as not found, and is there again when granted', async () => {
    await control(sandbox, 'PUT /accounts/latchkey-rw/grants', [{ vault: 'Shared', access: 'read' }]);
    await expect(readItem()).rejects.toThrow("item couldn't be found");
    await expect(client.vaults.getOverview(automation)).rejects.toThrow("vault couldn't be found");
    const grants = [
      { vault: 'Automation', access: 'write' },
      { vault: 'Shared', access: 'read' },
    ];
    await control(sandbox, 'PUT /accounts/latchkey-rw/grants', grants);
    await readItem();
  });

  it('throttling of one account is a RateLimitExceededError for exactly that many requests', async () => {
    await control(sandbox, 'POST /throttle', { account: 'latchkey-rw', next: 1 });
    await expect(readItem()).rejects.toBeInstanceOf(RateLimitExceededError);
    await readItem();
    await control(sandbox, 'POST /throttle', { account: 'latchkey-ro', seconds: 60 });
    await readItem();
    await control(sandbox, 'POST /throttle', { seconds: 60 });
    await expect(client.vaults.list()).rejects.toBeInstanceOf(RateLimitExceededError);
  });

  it('the hourly limit counts reads and writes apart', async () => {
    await control(sandbox, 'PUT /limits', { reads_per_hour: 3, writes_per_hour: 0 });
    const item = await readItem();
    await expect(client.items.put(item)).rejects.toThrow(/rate limit exceeded$/);
    await expect(readItem()).rejects.toBeInstanceOf(RateLimitExceededError);
  });

  it('scripted statuses hit the named route the given number of times', async () => {
    await control(sandbox, 'POST /faults', { route: '^GET .*/item/', status: 503, times: 2 });
    await client.vaults.list();
    await expect(readItem()).rejects.toThrow('503 Service Unavailable');
    await expect(readItem()).rejects.toThrow('503 Service Unavailable');
    await readItem();
  });

  it('a cut connection is a transport error', async () => {
    await control(sandbox, 'POST /faults', { route: '/item/', destroy: true });
    await expect(readItem()).rejects.toThrow('error sending request');
    expect((await requests()).map((request) => request.status)).toEqual([0]);
    await readItem();
  });

  it('a delayed answer is the right answer', async () => {
    await control(sandbox, 'POST /faults', { route: '/item/', delay_ms: 20 });
    expect((await readItem()).id).toBe(acme);
  });

  it('an idle connection is kept: its client may be computing', async () => {
    for (const { url } of [sandbox, sandbox.connect])
      expect((await fetch(`${url}/anything`)).headers.get('keep-alive')).toBeNull();
  });

  it('what is delayed is answered at once when it is let go, and later requests wait again', async () => {
    await control(sandbox, 'POST /faults', { route: '/item/', delay_ms: 600_000 });
    const delayed = readItem();
    await eventually(() => isDelayed(sandbox));
    await control(sandbox, 'POST /faults/let-go');
    expect((await delayed).id).toBe(acme);
    await control(sandbox, 'POST /faults', { route: '/item/', delay_ms: 20 });
    expect((await readItem()).id).toBe(acme);
  });

  it('closing does not wait for a delayed answer', async () => {
    const other = await startSeeded();
    await control(other, 'POST /faults', { route: '/api/', delay_ms: 600_000 });
    const hanging = fetch(`${other.url}/api/v1/vaults`).catch((error: unknown) => error);
    await eventually(() => isDelayed(other));
    await other.close();
    expect(await hanging).toBeInstanceOf(Error);
  });

  it('a route that is not emulated is a 500 that says so', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const response = await fetch(`${sandbox.url}/api/v3/account?attrs=me`);
    expect(response.status).toBe(500);
    expect(complaint).toHaveBeenCalledWith('NOT EMULATED GET /api/v3/account');
    complaint.mockRestore();
  });

  it('a request that was recorded and sent again is refused', async () => {
    const recorded = await recordRequest(readItem);
    const again = await fetch(recorded.url, { headers: recorded.headers });
    expect(again.status).toBe(401);
    await expect(again.json()).resolves.toMatchObject({ errorMessage: 'repeated request' });
  });

  it('every upstream request is in the log with its account, without the query', async () => {
    await client.vaults.list();
    expect(await requests()).toEqual([
      {
        at: expect.any(String),
        backend: 'service_account',
        account: 'latchkey-rw',
        method: 'GET',
        path: '/api/v1/vaults',
        status: 200,
      },
    ]);
  });
});

const logSchema = z.object({ requests: z.array(z.looseObject({ status: z.number() })) });

async function requests() {
  const { answer } = await control(sandbox, 'GET /log');
  return logSchema.parse(answer).requests;
}

/** The last request that the SDK makes during `run`. */
async function recordRequest(run: () => Promise<unknown>): Promise<Request> {
  const before = globalThis.fetch;
  const made: Request[] = [];
  globalThis.fetch = (input, init) => {
    if (input instanceof Request) made.push(input.clone());
    return before(input, init);
  };
  try {
    await run();
  } finally {
    globalThis.fetch = before;
  }
  const last = made.at(-1);
  if (!last) throw new Error('no request was made');
  return last;
}
