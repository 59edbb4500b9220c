import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { purgeExpired } from '@/lib/resolver/purge-expired';
import { demoUser } from '@/lib/sandbox/demo-user';
import { codeOf, withApiKey } from '../support/api';
import { startWireWorld, type WireWorld } from '../support/wire-world';

let world: WireWorld;
beforeAll(async () => {
  world = await startWireWorld();
});
afterAll(() => world?.close());

const LOGIN = { user_name: 'robot@acme.example', password: 'pässword with ünicode' };
const SESSION = {
  cookies: [{ name: 'sid', value: 'canary-cookie', domain: '.acme.example', path: '/', secure: true }],
  local_storage: { token: 'canary-local' },
  session_storage: { 'https://acme.example': { step: 'canary-session' } },
};
const SETTINGS = {
  user_alias: 'Robot',
  persist_cookies: true,
  persist_local_storage: true,
  persist_session_storage: true,
  cookie_domain_to_store: 'acme.example',
  skip_csrf_cookies: true,
  allow_multiple_sessions: true,
  max_concurrency: 5,
  prevent_concurrency_during_login: true,
  expiry_time_from_last_use: '01:30:00',
  expiry_time_from_session_data_set: '7 days 00:00:00',
  proxy: { enable: true, target_ip: '203.0.113.7' },
  headers: [{ name: 'X-Tenant', value: 'canary-header' }],
  user_agent: 'Robot/1.0',
  location: 'Berlin',
  ip_address: '203.0.113.9',
  session_id: 'session-7',
};

const ACME = 'https://acme.example';
const key = (permissioned_user_id: string, domain = ACME) => ({ permissioned_user_id, domain });
const query = (userId: string, domain = ACME) => new URLSearchParams(key(userId, domain)).toString();

describe('the vault of the official client', () => {
  test('keeps every field of an entry and gives it back, the three secrets in clear on the client only', async () => {
    const all = {
      ...LOGIN,
      tfa_secret: 'JBSWY3DPEHPK3PXP',
      tfa_method: 'AUTHENTICATOR' as const,
      ...SETTINGS,
    };
    const made = await world.cruise.vault.create(ACME, 'full', { ...all, ...SESSION });
    expect(made).toMatchObject({
      ...all,
      ...key('full'),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      workspace_id: world.actor.workspaceId,
      user_id: null,
      proxy_string: null,
      session_data_set_at: expect.stringMatching(/Z$/),
    });
    const [read] = await world.cruise.vault.get({ ...key('full'), decryptCredentials: true });
    expect(read).toEqual(made);

    const wire = await world.raw(`GET /vault?${query('full')}`);
    for (const secret of [
      LOGIN.user_name,
      LOGIN.password,
      all.tfa_secret,
      'canary-cookie',
      'canary-local',
      'canary-session',
    ])
      expect(wire.text).not.toContain(secret);
  });

  test('says when a kept session ends: the earlier of its two limits', async () => {
    const [entry] = await world.cruise.vault.get(key('full'));
    const set = Date.parse(entry?.session_data_set_at ?? '');
    expect(Date.parse(entry?.effective_expires_at ?? '')).toBe(set + 1.5 * 3_600_000);
  });

  test('keeps cookies, storage, headers and values sealed in the database', async () => {
    const rows = await world.services.db.withWorkspace(
      world.actor.workspaceId,
      (tx) => tx.$queryRaw<Array<{ row: string }>>`select row_to_json(v)::text as row from vault_entry v`,
    );
    const stored = rows.map(({ row }) => row).join('\n');
    for (const canary of [
      'canary-cookie',
      'canary-local',
      'canary-session',
      'canary-header',
      LOGIN.password,
    ]) {
      expect(stored).not.toContain(canary);
      expect(stored).not.toContain(Buffer.from(canary).toString('hex'));
    }
  });

  test('takes an entry back as it gave it: nothing is lost, nothing is refused', async () => {
    const [entry] = await world.cruise.vault.get(key('full'));
    if (!entry) throw new Error('the entry of the first test is not there');
    const { user_name, password } = LOGIN;
    const updated = await world.cruise.vault.update({ ...entry, user_name, password });
    expect({ ...updated, updated_at: null }).toEqual({ ...entry, updated_at: null });
  });

  test('changes what is given and leaves the rest alone', async () => {
    const change = { ...key('full'), ...LOGIN, password: 'new password', max_concurrency: null };
    const updated = await world.cruise.vault.update(change);
    expect(updated).toMatchObject({
      password: 'new password',
      max_concurrency: null,
      user_agent: 'Robot/1.0',
    });
    expect(updated.session_data_set_at).not.toBeNull();
  });

  test('forgets the session with the account: another user name does not inherit it', async () => {
    const updated = await world.cruise.vault.update({
      ...key('full'),
      ...LOGIN,
      user_name: 'other@acme.example',
    });
    expect(updated).toMatchObject({ session_data_set_at: null, effective_expires_at: null });
  });

  test('takes a value away when the client encrypts null', async () => {
    const change = { ...key('full'), ...LOGIN, tfa_method: null, tfa_secret: null };
    // The package's type has no null here; its code encrypts one all the same.
    const updated = await world.cruise.vault.update(Object.assign({}, change, { tfa_secret: null as never }));
    expect(updated.tfa_secret).toBeNull();
  });

  test('clears the kept browser state, and says so also where there is none', async () => {
    await world.cruise.vault.create(ACME, 'session', { ...LOGIN, ...SESSION });
    for (let round = 0; round < 2; round += 1) {
      const answer = await world.raw('PATCH /vault/clear-browser-state', key('session'));
      expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    }
    const [entry] = await world.cruise.vault.get(key('session'));
    expect(entry?.session_data_set_at).toBeNull();
  });

  test('gets one bare entry for user and domain, an array for anything less', async () => {
    expect((await world.raw(`GET /vault?${query('full')}`)).body).toMatchObject(key('full'));
    expect((await world.raw('GET /vault?permissioned_user_id=full')).body).toMatchObject([key('full')]);
    expect((await world.raw(`GET /vault?domain=${ACME}`)).body).toHaveLength(2);
    expect(await world.cruise.vault.get()).toHaveLength(2);
  });

  test('deletes by a JSON body, and then there is no such entry', async () => {
    await world.cruise.vault.delete(key('session'));
    const gone = 'There is no such entry in this workspace.';
    await expect(world.cruise.vault.get(key('session'))).rejects.toThrow(gone);
    await expect(world.cruise.vault.delete(key('session'))).rejects.toThrow(gone);
  });

  test('binds an entry to an item of 1Password, whose values are in no answer', async () => {
    const connection = await world.connect();
    const binding = {
      secret_provider_id: connection.id,
      secret_ref: world.refOf('Acme Prod Login'),
      secret_cache_ttl_seconds: 60,
    };
    const made = await world.cruise.vault.create(world.site.url, 'bound', { ...binding, user_alias: 'A' });
    expect(made).toMatchObject({ ...binding, user_name: null, password: null, tfa_secret: null });
    const back = await world.raw('PUT /vault', { ...key('bound', world.site.url), user_alias: 'Bound' });
    expect(back.body).toMatchObject({ ...binding, user_alias: 'Bound' });
  });

  test('turns a bound entry into a stored one when the binding is taken away', async () => {
    const sealed = (value: string) => encryptForClient(Secret.of(world.encryptionKey), value);
    const values = { user_name: sealed('someone'), password: sealed('something') };
    const unbound = { secret_provider_id: null, secret_ref: null, secret_cache_ttl_seconds: null };
    const changed = await world.raw('PUT /vault', { ...key('bound', world.site.url), ...values, ...unbound });
    expect([changed.status, changed.body]).toMatchObject([200, unbound]);
  });
});

describe('the one-time code of an entry', () => {
  test('is the authenticator’s, fresh, and not to be kept', async () => {
    const { user_name, password } = LOGIN;
    await world.cruise.vault.create(ACME, 'totp', { user_name, password, tfa_secret: demoUser.totpSecret });
    const asked = await world.cruise.vault.getTfaCode('totp', ACME);
    const seconds = asked.expires_in_seconds ?? 0;
    expect(asked.type).toBe('authenticator');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(30);
    expect(await codesAround(Date.now())).toContain(asked.code);
  });

  test('comes live from the item where the entry is bound to one', async () => {
    const secret_ref = world.refOf('Acme Prod Login');
    const connection = await world.connect('For codes');
    const binding = { secret_provider_id: connection.id, secret_ref };
    await world.cruise.vault.create(ACME, 'item', { ...binding, user_alias: 'Item' });
    const asked = await world.cruise.vault.getTfaCode('item', ACME);
    expect(await codesAround(Date.now())).toContain(asked.code);
  });

  test('is the newest one that came by e-mail, and 404 while none is fresh', async () => {
    await world.cruise.vault.create(ACME, 'mail', { ...LOGIN, tfa_method: 'EMAIL' });
    const none = await world.raw(`GET /vault/tfa-code?${query('mail')}`);
    expect([none.status, codeOf(none)]).toEqual([404, 'tfa_code_missing']);

    const recipient = 'codes+mail+acme.example@in.example';
    const deliver = (text: string, received_at?: string) =>
      world.raw('POST /api/v1/email-codes', { recipient, subject: 'Acme', text, received_at });
    const old = new Date(Date.now() - 11 * 60_000).toISOString();
    expect((await deliver('Your code is 111111', old)).status).toBe(201);
    expect((await world.raw(`GET /vault/tfa-code?${query('mail')}`)).status).toBe(404);

    expect((await deliver('Your code is 482913')).status).toBe(201);
    const answer = await world.raw(`GET /vault/tfa-code?${query('mail')}`);
    expect(answer.body).toEqual({ type: 'email', code: '482913', received_at: expect.stringMatching(/Z$/) });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await world.cruise.vault.getTfaCode('mail', ACME)).toMatchObject({ code: '482913' });
  });

  test.each(['SMS', 'MAGIC_LINK'])('cannot be had by %s: 409', async (tfa_method) => {
    await world.cruise.vault.create(ACME, tfa_method, { ...LOGIN, tfa_method: tfa_method as 'SMS' });
    const answer = await world.raw(`GET /vault/tfa-code?${query(tfa_method)}`);
    expect([answer.status, codeOf(answer)]).toEqual([409, 'tfa_method_unsupported']);
  });

  test('needs the scope that resolves secrets', async () => {
    const { client } = await withApiKey(world.api, world.client, ['vault:read']);
    expect((await client(`GET /vault/tfa-code?${query('mail')}`)).status).toBe(403);
  });
});

describe('a mail with a code', () => {
  const deliver = (body: object) =>
    world.raw('POST /api/v1/email-codes', { text: 'Your code is 482913', ...body });

  test.each<[string, object, number, string]>([
    ['for a recipient without an alias', { recipient: 'codes@in.example' }, 422, 'recipient_unknown'],
    ['for a stranger', { recipient: 'codes+nobody+acme.example@in.example' }, 422, 'recipient_unknown'],
    [
      'for an entry that is not there',
      { entry_id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01' },
      404,
      'not_found',
    ],
    [
      'without a code in it',
      { recipient: 'c+mail+acme.example@x.example', text: 'Hello' },
      422,
      'code_not_found',
    ],
    ['for nobody', {}, 422, 'validation_failed'],
  ])('%s is refused', async (_case, body, status, code) => {
    const answer = await deliver(body);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  test('is not kept, and its code is sealed', async () => {
    const rows = await world.services.db.withWorkspace(
      world.actor.workspaceId,
      (tx) => tx.$queryRaw<Array<{ row: string }>>`select row_to_json(c)::text as row from email_code c`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) {
      expect(row).not.toContain('482913');
      expect(row).not.toContain(Buffer.from('482913').toString('hex'));
    }
  });

  test('is swept away with its code when that has expired', async () => {
    const later = { now: () => Date.now() + 11 * 60_000, sleep: systemClock.sleep };
    await purgeExpired({ ...world.services, clock: later });
    const left = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) => tx.emailCode.count());
    expect(left).toBe(0);
  });

  test('needs no more than its own scope', async () => {
    const postman = await withApiKey(world.api, world.client, ['codes:write']);
    const mail = { recipient: 'codes+mail+acme.example@in.example', text: 'Your code is 482913' };
    expect((await postman.client('POST /api/v1/email-codes', mail)).status).toBe(201);
    expect((await postman.client('GET /vault')).status).toBe(403);
  });
});

test('the wire takes keys only: a session is not enough', async () => {
  for (const path of ['/vault', '/workflows', '/secret-providers', `/vault/tfa-code?${query('mail')}`]) {
    expect((await world.client(`GET ${path}`)).status).toBe(401);
  }
});

/** The authenticator's codes of this step and of its neighbours: the test must not fail on a boundary. */
async function codesAround(now: number): Promise<string[]> {
  const epochs = [-30, 0, 30].map((seconds) => Math.floor(now / 1000) + seconds);
  return Promise.all(epochs.map((epoch) => generate({ secret: demoUser.totpSecret, epoch })));
}
