import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { createTargetPolicy } from '@/lib/net/target-policy';
import { demoUser } from '@/lib/sandbox/demo-user';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { READ_ONLY } from '@/lib/sandbox/onepassword/store/account';
import {
  type ConnectProvider,
  createConnectProvider,
} from '@/lib/secrets/onepassword/connect/connect-provider';
import { ManualClock } from '../support/manual-clock';
import { providerSuite } from './provider-suite';
import { expectKind, World } from './provider-world';
import { control, startSeeded, vaultNamed } from './sandbox-session';

const ITEM_READ = 'GET /v1/vaults/[^/]+/items/[^/]+$';
const CHANGE = { pendingPassword: Secret.of('next-Pass-9'), rotationMarker: 'rotation 1' };

function connectTo(
  sandbox: OnePasswordSandbox,
  token: string,
  options: { clock?: ManualClock } = {},
): ConnectProvider {
  return createConnectProvider({
    baseUrl: sandbox.connect.url,
    token: Secret.of(token),
    targetPolicy: createTargetPolicy(['127.0.0.1:*']),
    clock: systemClock,
    ...options,
  });
}

providerSuite({
  name: 'a Connect server',
  create: async () => {
    const sandbox = await startSeeded();
    const provider = (account: string) => connectTo(sandbox, sandbox.connect.token(account));
    return {
      sandbox,
      provider: provider(READ_WRITE_ACCOUNT),
      readOnly: provider(READ_ONLY_ACCOUNT),
      itemRead: ITEM_READ,
      hidesPasskeys: true,
    };
  },
});

describe('a Connect server', () => {
  let world: World;
  let provider: ConnectProvider;
  beforeAll(async () => {
    const sandbox = await startSeeded();
    provider = connectTo(sandbox, sandbox.connect.token(READ_WRITE_ACCOUNT));
    world = new World({ sandbox, provider, itemRead: ITEM_READ });
  });
  afterEach(async () => {
    await world.calmDown();
    await control(world.sandbox, 'DELETE /log');
  });
  afterAll(() => world.close());

  const requests = async () => {
    const { answer } = await control(world.sandbox, 'GET /log');
    const log = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) });
    return log.parse(answer).requests.map(({ method, path }) => `${method} ${path}`);
  };
  const fault = (body: object) => control(world.sandbox, 'POST /faults', body);

  it('is asked once for a login, a code and a field by ids', async () => {
    const reference = world.named('Acme Prod Login');
    const path = `GET /v1/vaults/${reference.vaultId}/items/${reference.itemId}`;
    await provider.readLogin(reference);
    await provider.readOneTimePassword(reference);
    await provider.readField({ vault: reference.vaultId, item: reference.itemId, field: 'username' });
    expect(await requests()).toEqual([path, path, path]);
  });

  it('is asked for the ids behind names once in five minutes', async () => {
    const clock = new ManualClock();
    const own = connectTo(world.sandbox, world.sandbox.connect.token(READ_WRITE_ACCOUNT), { clock });
    const named = { vault: 'automation', item: 'Globex Billing', field: 'password' };
    const { vaultId, itemId } = world.named('Globex Billing');
    const path = `GET /v1/vaults/${vaultId}/items/${itemId}`;
    const byName = ['GET /v1/vaults', `GET /v1/vaults/${vaultId}/items`, path];
    await own.readField(named);
    expect(await requests()).toEqual(byName);
    await own.readField(named);
    expect(await requests()).toEqual([...byName, path]);
    clock.advance(300_000);
    await own.readField(named);
    expect(await requests()).toEqual([...byName, path, ...byName]);
    await own.close();
  });

  it('finds the item that has a name now, when another had it before', async () => {
    const first = world.add('Renamed', { password: 'first-Pass-1' });
    const named = { vault: 'Automation', item: 'Renamed', field: 'password' };
    expect((await provider.readField(named)).reveal()).toBe('first-Pass-1');
    await control(world.sandbox, `DELETE /items/${first.itemId}`);
    world.add('Renamed', { password: 'second-Pass-2' });
    expect((await provider.readField(named)).reveal()).toBe('second-Pass-2');
  });

  it('gives a code where a field reference asks for one', async () => {
    const field = await provider.readField({
      vault: 'Automation',
      item: 'Acme Prod Login',
      field: 'one-time password',
      attribute: 'otp',
    });
    expect(field.reveal()).toMatch(/^\d{6}$/);
  });

  it('is asked for many logins, four at a time, with answers in their places', async () => {
    const references = Array.from({ length: 60 }, (_, n) =>
      world.add(`Many ${n}`, { password: `pass-${n}` }),
    );
    const gone = { vaultId: world.named('Acme Prod Login').vaultId, itemId: 'a'.repeat(26) };
    const answers = await provider.readLogins([gone, ...references]);
    expect(answers.map(({ reference }) => reference)).toEqual([gone, ...references]);
    expect(
      answers.map(({ outcome }) => ('kind' in outcome ? outcome.kind : outcome.password.reveal())),
    ).toEqual(['not_found', ...references.map((_, n) => `pass-${n}`)]);
  });

  it('is asked again after an outage, up to twice, and never after a write', async () => {
    const reference = world.add('Flaky', { password: 'old-Pass-1' });
    await fault({ route: ITEM_READ, status: 503, times: 2 });
    expect((await provider.readLogin(reference)).title).toBe('Flaky');
    expect(await requests()).toHaveLength(3);
    await fault({ route: ITEM_READ, destroy: true, times: 3 });
    await expectKind(provider.readLogin(reference), 'unavailable');
    await control(world.sandbox, 'DELETE /log');
    await fault({ route: '^PATCH', status: 500 });
    await expectKind(provider.writeFields(reference, 1, CHANGE), 'unavailable');
    expect((await requests()).filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
  });

  it('is believed about a refused token only when it says so twice', async () => {
    const reference = world.named('Acme Prod Login');
    for (const status of [401, 403]) {
      await fault({ route: ITEM_READ, status });
      expect((await provider.readLogin(reference)).title).toBe('Acme Prod Login');
    }
    await fault({ route: ITEM_READ, status: 403, times: 2 });
    await expectKind(provider.readLogin(reference), 'forbidden');
  });

  it('that is overloaded for longer than a moment is not asked again', async () => {
    await fault({ route: ITEM_READ, status: 504 });
    await expectKind(provider.readLogin(world.named('Acme Prod Login')), 'timeout');
    expect(await requests()).toHaveLength(1);
  });

  it('whose copy trails behind its writes is waited for', async () => {
    const reference = world.add('Lagging', { password: 'old-Pass-1' });
    await control(world.sandbox, 'PUT /backends/connect', { read_lag_ms: 350 });
    expect(await provider.writeFields(reference, 1, CHANGE)).toEqual({ version: 2 });
  });

  it('that lost the answer to a write has still made it once', async () => {
    const reference = world.add('Answer lost', { password: 'old-Pass-1' });
    await fault({ route: '^PATCH', destroy: true, after_effect: true });
    await expectKind(provider.writeFields(reference, 1, CHANGE), 'unavailable');
    expect(world.stored(reference).version).toBe(2);
    await expectKind(provider.writeFields(reference, 1, CHANGE), 'conflict');
  });

  it('that answers a write with a conflict is asked again, on the same version', async () => {
    const reference = world.add('Busy vault', { password: 'old-Pass-1' });
    await fault({ route: '^PATCH', status: 409 });
    expect(await provider.writeFields(reference, 1, CHANGE)).toEqual({ version: 2 });
  });

  it.each(['drops_field', 'changes_type', 'reorders', 'adds_field', 'truncates', 'loses_sections'])(
    'whose write %s is found out',
    async (kind) => {
      const totp = `otpauth://totp/X:ada?secret=${demoUser.totpSecret}`;
      const fields = [{ label: 'PIN', value: 'a longer value 123', type: 'text' as const, section: 'Bank' }];
      const item = { username: 'ada', password: 'old-Pass-1', totp, fields };
      const reference = world.add(`Lossy ${kind}`, item);
      await control(world.sandbox, 'POST /lossy', { kind, backend: 'connect' });
      await expectKind(provider.writeFields(reference, 1, { rotationMarker: 'r' }), 'lossy');
    },
  );

  it('keeps a passkey that it does not show', async () => {
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' as const, section: '' }];
    const reference = world.add('With passkey', { password: 'old-Pass-1', fields });
    const passkey = world.stored(reference).content.fields.find((field) => field.label === 'passkey');
    const login = await provider.readLogin(reference);
    await provider.writeFields(reference, login.version, { password: Secret.of('next-Pass-9') });
    expect(world.stored(reference).content.fields).toContainEqual(passkey);
  });

  it('tells what a token may write without being asked', async () => {
    const { id } = vaultNamed(world.sandbox, 'Automation');
    const access = await provider.checkWriteAccess(id);
    expect(access).toMatchObject({ verdict: 'yes', nextStep: null });
    const vaults = await provider.listVaults();
    expect(Object.fromEntries(vaults.map(({ title, write }) => [title, write]))).toEqual({
      Automation: 'yes',
      Shared: 'no',
    });
    expect(await requests()).toEqual(['GET /v1/vaults']);
  });

  it('counts more than its token, when an administrator took its access away', async () => {
    const { id } = vaultNamed(world.sandbox, 'Automation');
    const account = world.sandbox.store.account(READ_WRITE_ACCOUNT);
    if (!account) throw new Error('no account');
    const own = connectTo(world.sandbox, world.sandbox.connect.token(READ_WRITE_ACCOUNT));
    world.sandbox.store.putAccount({ ...account, grants: { ...account.grants, [id]: READ_ONLY } });
    expect((await own.checkWriteAccess(id)).verdict).toBe('yes');
    expect((await own.checkWriteAccess(id, { probe: true })).verdict).toBe('no');
    expect((await own.checkWriteAccess(id)).verdict).toBe('no');
    world.sandbox.store.putAccount(account);
    expect((await provider.checkWriteAccess(id, { probe: true })).verdict).toBe('yes');
    await own.close();
  });

  it('says its version, and how far its clock is from ours', async () => {
    await provider.check();
    expect(provider.serverFacts().version).toMatch(/^1\.\d+\.\d+$/);
    expect(Math.abs(provider.serverFacts().clockSkewMs ?? 99_999)).toBeLessThan(5_000);
  });

  it('does not accept a token that somebody else signed', async () => {
    const token = world.sandbox.connect.token(READ_WRITE_ACCOUNT);
    const own = connectTo(world.sandbox, `${token.slice(0, -4)}AAAA`);
    await expectKind(own.check(), 'unauthorised');
    await own.close();
  });
});
