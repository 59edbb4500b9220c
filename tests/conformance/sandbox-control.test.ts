import type { Client } from '@1password/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUser } from '@/lib/sandbox/demo-user';
import { controlApp } from '@/lib/sandbox/onepassword/control/app';
import { BUSINESS_LIMITS } from '@/lib/sandbox/onepassword/service-account/hourly-budget';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { World } from '@/lib/sandbox/onepassword/world';
import { control, itemIdOf, signIn, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let client: Client;
let automation: string;

beforeAll(async () => {
  sandbox = await startSeeded();
  client = await signIn(sandbox.token('latchkey-rw'));
  automation = vaultNamed(sandbox, 'Automation').id;
});
afterAll(() => sandbox.close());

const idSchema = z.looseObject({ id: z.string() });
const tokenSchema = z.looseObject({ token: z.string() });

async function createdItem(body: object): Promise<string> {
  const { status, answer } = await control(sandbox, 'POST /items', body);
  expect(status).toBe(201);
  return idSchema.parse(answer).id;
}

describe('the control API', () => {
  it('shows an item in plaintext with its one-time code and its past', async () => {
    const { answer } = await control(sandbox, `GET /items/${itemIdOf(sandbox, 'Acme Prod Login')}`);
    expect(answer).toMatchObject({
      title: 'Acme Prod Login',
      username: demoUser.username,
      password: demoUser.password,
      one_time_code: expect.stringMatching(/^\d{6}$/),
      history: [{ version: 1, by: 'person', change: 'created' }],
    });
  });

  it('lists vaults, and items of a vault by its id or name', async () => {
    const { answer } = await control(sandbox, 'GET /vaults');
    expect(answer).toMatchObject({ vaults: [{ name: 'Automation', item_count: 6 }, { name: 'Shared' }] });
    const byName = await control(sandbox, 'GET /vaults/Automation/items');
    expect(await control(sandbox, `GET /vaults/${automation}/items`)).toEqual(byName);
  });

  it("makes a person's creation, edit, archiving and deletion visible to the SDK", async () => {
    const id = await createdItem({
      vault: 'Automation',
      title: 'By a person',
      username: 'ada',
      password: 'one',
      websites: ['https://a.example'],
    });
    const created = await client.items.get(automation, id);
    expect(created.fields.map((field) => field.value)).toEqual(['ada', 'one']);

    await control(sandbox, `PATCH /items/${id}`, {
      title: 'Renamed',
      password: 'two',
      totp: demoUser.totpSecret,
      websites: ['https://b.example'],
      fields: [{ label: 'pin', value: '1234', type: 'concealed', section: 'Extra' }],
    });
    const edited = await client.items.get(automation, id);
    expect(edited.title).toBe('Renamed');
    expect(edited.version).toBe(2);
    expect(edited.websites.map((website) => website.url)).toEqual(['https://b.example']);
    expect(edited.fields.map((field) => [field.title, field.fieldType])).toEqual([
      ['username', 'Text'],
      ['password', 'Concealed'],
      ['one-time password', 'Totp'],
      ['pin', 'Concealed'],
    ]);

    await control(sandbox, `POST /items/${id}/archive`);
    await expect(client.items.get(automation, id)).rejects.toThrow('not in an active state');
    await control(sandbox, `DELETE /items/${id}`);
    await expect(client.items.get(automation, id)).rejects.toThrow("item couldn't be found");
    const { answer } = await control(sandbox, `GET /items/${id}`);
    expect(answer).toMatchObject({ state: 'deleted', history: [{}, {}, {}, { change: 'deleted' }] });
  });

  it('makes a service account whose token signs in and sees what it was granted', async () => {
    const grants = [{ vault: 'Shared', access: 'read' }];
    const made = await control(sandbox, 'POST /accounts', { name: 'auditor', grants });
    expect(made.status).toBe(201);
    const auditor = await signIn(tokenSchema.parse(made.answer).token);
    expect((await auditor.vaults.list()).map((vault) => vault.title)).toEqual(['Shared']);
    const again = await control(sandbox, 'POST /accounts', { name: 'auditor', grants });
    expect(again).toMatchObject({ status: 409, answer: { code: 'account_exists' } });
  });

  it('resets to the seed: ids and seeded tokens stay, everything else is gone', async () => {
    const acme = itemIdOf(sandbox, 'Acme Prod Login');
    const token = sandbox.token('latchkey-rw');
    await control(sandbox, `PATCH /items/${acme}`, { password: 'changed' });
    await control(sandbox, 'POST /accounts/latchkey-rw/revoke');
    const shortLived = await control(sandbox, 'POST /accounts', { name: 'short-lived', grants: [] });
    await control(sandbox, 'POST /reset');

    expect(sandbox.token('latchkey-rw')).toBe(token);
    expect(sandbox.store.account('short-lived')).toBeUndefined();
    const namesake = await control(sandbox, 'POST /accounts', { name: 'short-lived', grants: [] });
    expect(tokenSchema.parse(namesake.answer).token).not.toBe(tokenSchema.parse(shortLived.answer).token);
    const item = await client.items.get(automation, acme);
    expect(item.version).toBe(1);
    expect(item.fields.find((field) => field.id === 'password')?.value).toBe(demoUser.password);
  });

  it('describes exactly the calls that it answers', async () => {
    const { answer } = await control(sandbox, 'GET /');
    const { calls } = z.object({ calls: z.array(z.object({ call: z.string() })) }).parse(answer);
    const world = new World({
      now: () => 0,
      limits: BUSINESS_LIMITS,
      sessionLifetimeMs: 1,
      signInAddress: () => '',
      seed: () => {},
      saved: undefined,
    });
    const answered = controlApp(world)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} /control${path === '/' ? '' : path}`);
    expect(calls.map(({ call }) => call).sort()).toEqual(answered.sort());
  });

  it.each([
    ['a broken body', 'POST /items', '{', 400, 'malformed_json'],
    ['an unknown member', 'POST /faults', '{"status":500,"often":true}', 400, 'invalid_input'],
    ['a broken regular expression', 'POST /faults', '{"route":"(","status":500}', 400, 'invalid_input'],
    ['a fault that does nothing', 'POST /faults', '{"route":"x"}', 400, 'invalid_input'],
    ['output of no command', 'POST /faults', '{"output":{"stdout":"x"}}', 400, 'invalid_input'],
    ['an unknown loss', 'POST /lossy', '{"kind":"everything"}', 400, 'invalid_input'],
    ['a throttle without an end', 'POST /throttle', '{}', 400, 'invalid_input'],
    ['a throttle of nobody', 'POST /throttle', '{"account":"x","next":1}', 404, 'account_not_found'],
    ['an unknown vault', 'POST /items', '{"vault":"x","title":"t"}', 404, 'vault_not_found'],
    ['an unknown item', 'PATCH /items/x', '{}', 404, 'item_not_found'],
    ['an unknown account', 'POST /accounts/x/revoke', '', 404, 'account_not_found'],
    ['an unknown call', 'POST /nothing', '', 404, 'not_found'],
  ])('answers %s with a typed error', async (_name, call, body, status, code) => {
    const [method = '', path = ''] = call.split(' ');
    const response = await fetch(`${sandbox.controlUrl}${path}`, { method, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, message: expect.any(String) });
  });

  it('is not driven by pages of other sites', async () => {
    const url = `${sandbox.controlUrl}/reset`;
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const response = await fetch(url, { method: 'POST', headers: { origin } });
      expect([response.status, await response.json()]).toMatchObject([403, { code: 'foreign_origin' }]);
    }
    const own = await fetch(url, { method: 'POST', headers: { origin: sandbox.url } });
    expect(own.status).toBe(200);
  });
});
