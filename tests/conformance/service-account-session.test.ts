import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Clock, systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';
import type { SecretProvider } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { eventually } from '../support/eventually';
import { expectKind } from './provider-world';
import { control, itemIdOf, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let acme: SecretReference;
const open: SecretProvider[] = [];

beforeAll(async () => {
  sandbox = await startSeeded();
  acme = { vaultId: vaultNamed(sandbox, 'Automation').id, itemId: itemIdOf(sandbox, 'Acme Prod Login') };
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((provider) => provider.close()));
  await control(sandbox, 'DELETE /faults');
  await control(sandbox, 'DELETE /log');
});
afterAll(() => sandbox.close());

describe('the session of a service account', () => {
  it('concurrent first calls cause one sign-in', async () => {
    const provider = connect();
    await Promise.all(Array.from({ length: 5 }, () => provider.readLogin(acme)));
    expect(await countOf('/auth/complete')).toBe(1);
  });

  it('a session that ended is renewed without an error', async () => {
    const provider = connect();
    await provider.readLogin(acme);
    await control(sandbox, 'POST /sessions/expire');
    expect((await provider.readLogin(acme)).title).toBe('Acme Prod Login');
  });

  it('a sign-in whose connection breaks is tried once more', async () => {
    await control(sandbox, 'POST /faults', { route: 'auth/confirm-key', destroy: true });
    expect((await connect().readLogin(acme)).title).toBe('Acme Prod Login');
    await control(sandbox, 'POST /faults', { route: 'auth/start', destroy: true, times: 2 });
    const provider = connect();
    await expectKind(provider.readLogin(acme), 'unavailable');
    expect((await provider.readLogin(acme)).title).toBe('Acme Prod Login');
  });

  it('closing ends what is under way, with an error and without a new sign-in', async () => {
    const provider = connect();
    const reading = expectKind(provider.readLogin(acme), 'unavailable');
    await provider.close();
    await reading;
    expect(await countOf('/auth/start')).toBe(1);
  });

  it('a token of a host that is not allowed causes no request', async () => {
    await expectKind(connect({ allowedHosts: [] }).check(), 'unsupported');
    await expectKind(connect({ allowedHosts: ['127.0.0.1:1', 'localhost:*'] }).check(), 'unsupported');
    expect(await countOf('')).toBe(0);
  });

  it('a redirect is not followed: the host it names was never checked', async () => {
    const redirecting = createServer((request, response) => {
      response.writeHead(303, { location: `${sandbox.url}${request.url}` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const address = redirecting.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expectKind(connect({ token: tokenFor(`http://127.0.0.1:${port}`) }).check(), 'unavailable');
    expect(await countOf('')).toBe(0);
    redirecting.closeAllConnections();
    await new Promise((resolve) => redirecting.close(resolve));
  });

  it('a silent server ends in a timeout at the deadline, and the next call works', async () => {
    const clock = new HeldClock();
    const provider = connect({ clock });
    await provider.readLogin(acme);
    await control(sandbox, 'POST /faults', { route: 'GET .*/item/', delay_ms: 600_000 });
    const silent = expectKind(provider.readLogin(acme), 'timeout');
    await eventually(() => clock.expire(5_000));
    await silent;
    expect((await provider.readLogin(acme)).title).toBe('Acme Prod Login');
  });

  it('a silent sign-in ends at its own deadline and can be repeated', async () => {
    const clock = new HeldClock();
    const provider = connect({ clock });
    await control(sandbox, 'POST /faults', { route: 'auth/start', delay_ms: 600_000 });
    const silent = expectKind(provider.readLogin(acme), 'timeout');
    await eventually(() => clock.expire(15_000));
    await silent;
    expect((await provider.readLogin(acme)).title).toBe('Acme Prod Login');
  });

  it('a caller that gives up while waiting leaves the sign-in to the others', async () => {
    const provider = connect();
    const leaving = new AbortController();
    const left = expectKind(provider.readLogin(acme, { signal: leaving.signal }), 'timeout');
    const stays = provider.readLogin(acme);
    leaving.abort();
    await left;
    expect((await stays).title).toBe('Acme Prod Login');
    expect(await countOf('/auth/complete')).toBe(1);
  });

  it('the count of requests is the one that 1Password has counted', async () => {
    await control(sandbox, 'PUT /limits', { reads_per_hour: 10_000, writes_per_hour: 1000 });
    const provider = connect();
    await provider.check();
    await provider.listItems();
    const { version } = await provider.readLogin(acme);
    await provider.readLogins([acme]);
    await provider.writeFields(acme, version, { rotationMarker: 'counted' });
    await provider.checkWriteAccess(vaultNamed(sandbox, 'Shared').id);
    await provider.readField({ vault: acme.vaultId, item: acme.itemId, field: 'username' });
    expect(used(provider)).toEqual(await usedUpstream());
  });

  it('the count is right for a client that never listed the vaults, too', async () => {
    await control(sandbox, 'PUT /limits', { reads_per_hour: 10_000, writes_per_hour: 1000 });
    const provider = connect();
    await provider.readLogin(acme);
    await provider.readLogin(acme);
    await provider.checkWriteAccess(vaultNamed(sandbox, 'Shared').id);
    await provider.checkWriteAccess(acme.vaultId, { probe: true });
    expect(used(provider)).toEqual(await usedUpstream());
  });

  it('a conflict in the vault is tried again, and ends as a conflict when it stays', async () => {
    const provider = connect({
      clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms > 4_000 ? ms : 1, signal) },
    });
    const { version } = await provider.readLogin(acme);
    await control(sandbox, 'POST /faults', { route: 'PATCH', status: 409, times: 2 });
    const written = await provider.writeFields(acme, version, { rotationMarker: 'after conflicts' });
    expect(written.version).toBe(version + 1);
    await control(sandbox, 'POST /faults', { route: 'PATCH', status: 409, times: 4 });
    await expectKind(provider.writeFields(acme, written.version, { rotationMarker: 'never' }), 'conflict');
  });
});

function connect(deps: { clock?: Clock; allowedHosts?: string[]; token?: Secret } = {}): SecretProvider {
  const provider = createServiceAccountProvider({
    token: Secret.of(sandbox.token(READ_WRITE_ACCOUNT)),
    allowedHosts: ['127.0.0.1:*'],
    clock: systemClock,
    integrationVersion: '1.0.0',
    ...deps,
  });
  open.push(provider);
  return provider;
}

/** The sandbox's token, pointing elsewhere. */
function tokenFor(signInAddress: string): Secret {
  const content = JSON.parse(
    Buffer.from(sandbox.token(READ_WRITE_ACCOUNT).slice(4), 'base64url').toString('utf8'),
  );
  return Secret.of(`ops_${Buffer.from(JSON.stringify({ ...content, signInAddress })).toString('base64url')}`);
}

const logSchema = z.object({ requests: z.array(z.object({ path: z.string() })) });
const accountsSchema = z.object({
  accounts: z.array(
    z.object({ name: z.string(), used_this_hour: z.object({ reads: z.number(), writes: z.number() }) }),
  ),
});

async function countOf(part: string): Promise<number> {
  const { requests } = logSchema.parse((await control(sandbox, 'GET /log')).answer);
  return requests.filter(({ path }) => path.includes(part)).length;
}

async function usedUpstream(): Promise<unknown> {
  const { accounts } = accountsSchema.parse((await control(sandbox, 'GET /accounts')).answer);
  return accounts.find(({ name }) => name === READ_WRITE_ACCOUNT)?.used_this_hour;
}

function used(provider: SecretProvider): unknown {
  const budget = provider.rateBudget();
  return { reads: budget?.hour.used, writes: budget?.hourlyWrites?.used };
}

/** Real time, but deadlines come when the test says so. */
class HeldClock implements Clock {
  readonly #sleeping = new Set<{ milliseconds: number; wake: () => void }>();

  now(): number {
    return Date.now();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { milliseconds, wake: resolve };
      this.#sleeping.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleeping.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  /** True when something was waiting for exactly this deadline. */
  expire(milliseconds: number): boolean {
    const due = [...this.#sleeping].filter((sleeper) => sleeper.milliseconds === milliseconds);
    for (const { wake } of due) wake();
    return due.length > 0;
  }
}
