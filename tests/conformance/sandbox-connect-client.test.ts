import {
  FieldPurpose,
  FieldType,
  type FullItem,
  ItemBuilder,
  ItemCategory,
  OnePasswordConnect,
  type OPConnect,
} from '@1password/connect';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoUser } from '@/lib/sandbox/demo-user';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { control, itemIdOf, SITE_URL, startSeeded, vaultNamed } from './sandbox-session';

const NOW = Date.parse('2026-11-22T12:00:10Z');

let sandbox: OnePasswordSandbox;
let client: OPConnect;
let readOnly: OPConnect;
let automation: string;
let acme: string;

beforeAll(async () => {
  sandbox = await startSeeded({ now: () => NOW });
  client = connectClient(sandbox.connect.token(READ_WRITE_ACCOUNT));
  readOnly = connectClient(sandbox.connect.token(READ_ONLY_ACCOUNT));
  automation = vaultNamed(sandbox, 'Automation').id;
  acme = itemIdOf(sandbox, 'Acme Prod Login');
});
afterAll(() => sandbox.close());

function connectClient(token: string): OPConnect {
  return OnePasswordConnect({ serverURL: sandbox.connect.url, token });
}

function login(title: string): FullItem {
  return new ItemBuilder()
    .setTitle(title)
    .setCategory(ItemCategory.Login)
    .addField({ purpose: FieldPurpose.Username, value: 'ada' })
    .addField({ purpose: FieldPurpose.Password, generate: true, recipe: { length: 24 } })
    .addField({
      label: 'code',
      type: FieldType.Otp,
      value: demoUser.totpSecret,
      sectionName: 'Codes',
    })
    .build();
}

describe('the official Connect client reads from the sandbox', () => {
  it('lists exactly the vaults that the token was given, and finds one by id and by name', async () => {
    const vaults = await client.listVaults();
    expect(vaults.map((vault) => [vault.name, vault.items])).toEqual([
      ['Automation', 5],
      ['Shared', 2],
    ]);
    expect((await readOnly.listVaults()).map((vault) => vault.name)).toEqual(['Automation']);
    expect((await client.getVault(automation)).name).toBe('Automation');
    expect((await client.getVault('Automation')).id).toBe(automation);
    expect(await client.listVaultsByTitle('automation')).toEqual([]);
  });

  it('lists items without fields, archived ones among them', async () => {
    const items = await client.listItems(automation);
    expect(items.map((item) => item.title)).toEqual([
      'Acme Prod Login',
      'Northwind Orders',
      'Warehouse Door Code',
      'Globex Billing',
      'Initech Reports',
      'Old Vendor Portal',
    ]);
    expect(items[0]).toMatchObject({ category: 'LOGIN', version: 1, tags: ['production'] });
    expect(items[0]).not.toHaveProperty('fields');
  });

  it('gets a login by id and by title with its values and website', async () => {
    const item = await client.getItem(automation, 'Acme Prod Login');
    const values = Object.fromEntries((item.fields ?? []).map((field) => [field.id, field.value]));
    expect(values).toMatchObject({ username: demoUser.username, password: demoUser.password });
    expect(item.urls?.map((url) => [url.href, url.primary])).toEqual([[SITE_URL, true]]);
    expect(await client.getItemById(automation, acme)).toEqual(item);
  });

  it('finds by the words of a title', async () => {
    const items = await client.listItemsByTitleContains(automation, 'Login');
    expect(items.map((item) => item.title)).toEqual(['Acme Prod Login']);
  });

  it('says in its own words that a title is unknown, or not unique', async () => {
    await expect(client.getItem(automation, 'Nothing')).rejects.toEqual({
      status: 404,
      message: 'No Items found with title',
    });
    for (const _ of [1, 2]) await control(sandbox, 'POST /items', { vault: 'Automation', title: 'Twin' });
    await expect(client.getItem(automation, 'Twin')).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('multiple Items'),
    });
  });

  it('computes the one-time code that otplib computes', async () => {
    const epoch = Math.floor(NOW / 1000);
    expect(await client.getItemOTP(automation, acme)).toBe(
      generateSync({ secret: demoUser.totpSecret, epoch }),
    );
    await expect(client.getItemOTP(automation, 'Northwind Orders')).rejects.toThrow('No OTP found');
  });

  it('answers for files that the item has none, and that a file is not found', async () => {
    expect(await client.listFiles('Automation', acme)).toEqual([]);
    await expect(client.getFileById(automation, acme, 'f1')).rejects.toEqual({
      status: 404,
      message: 'file f1 not found',
    });
  });

  it('refuses what is not there, what is out of scope and whom it does not know', async () => {
    const gone = 'a'.repeat(26);
    await expect(client.getItemById(automation, gone)).rejects.toEqual({
      status: 404,
      message: `item ${gone} not found`,
    });
    await expect(client.getVaultById(gone)).rejects.toEqual({
      status: 404,
      message: `vault ${gone} not found`,
    });
    const shared = vaultNamed(sandbox, 'Shared').id;
    await expect(readOnly.listItems(shared)).rejects.toEqual({
      status: 403,
      message: `Authorization: token does not have access to vault ${shared}`,
    });
    const token = sandbox.connect.token(READ_WRITE_ACCOUNT);
    await expect(connectClient(`${token.slice(0, -4)}AAAA`).listVaults()).rejects.toEqual({
      status: 401,
      message: 'Invalid token signature',
    });
  });

  it('loses a title with an ampersand, because the client does not encode it', async () => {
    await expect(client.getItem(automation, 'This & that')).rejects.toMatchObject({ status: 400 });
  });
});

describe('the official Connect client writes to the sandbox', () => {
  it('creates, replaces and deletes; the replaced password is in the history', async () => {
    const created = await client.createItem(automation, login('Made by Connect'));
    const password = created.fields?.find((field) => field.id === 'password');
    expect(password?.value).toMatch(/^[\w!@.*-]{24}$/);
    expect(created.version).toBe(1);
    expect(created.extractOTP()).toMatch(/^\d{6}$/);
    expect(created.sections?.map((section) => section.label)).toEqual(['Codes']);

    if (password) password.value = 'second-Pass-2';
    const updated = await client.updateItem(automation, created);
    expect(updated.version).toBe(2);
    const stored = sandbox.store.item(created.id ?? '');
    expect(stored?.content.passwordHistory).toHaveLength(1);
    expect(stored?.history.map(({ by }) => by)).toEqual([READ_WRITE_ACCOUNT, READ_WRITE_ACCOUNT]);

    await client.deleteItem(automation, 'Made by Connect');
    expect(stored?.state).toBe('deleted');
    await expect(client.getItemById(automation, created.id ?? '')).rejects.toMatchObject({ status: 404 });
  });

  it('keeps everything of an item that is got and put back', async () => {
    const id = itemIdOf(sandbox, 'Globex Billing');
    const before = structuredClone(sandbox.store.item(id)?.content);
    await client.updateItem(automation, await client.getItemById(automation, id));
    expect(sandbox.store.item(id)?.content).toEqual(before);
    expect(sandbox.store.item(id)?.version).toBe(2);
  });

  it('is refused with a read-only token, in the recorded words, and nothing is written', async () => {
    const text = (action: string) =>
      `Authorization: token does not have permission to perform ${action} on vault ${automation}`;
    const item = await readOnly.getItemById(automation, acme);
    await expect(readOnly.createItem(automation, login('x'))).rejects.toEqual({
      status: 403,
      message: text('create'),
    });
    await expect(readOnly.updateItem(automation, item)).rejects.toEqual({
      status: 403,
      message: text('update'),
    });
    await expect(readOnly.deleteItemById(automation, acme)).rejects.toEqual({
      status: 403,
      message: text('delete'),
    });
    expect(sandbox.store.item(acme)?.version).toBe(1);
  });

  it('is refused when the item has moved, unless the server is told not to look', async () => {
    const id = itemIdOf(sandbox, 'Northwind Orders');
    const read = await client.getItemById(automation, id);
    await control(sandbox, `PATCH /items/${id}`, { password: 'by a person' });
    await expect(client.updateItem(automation, read)).rejects.toMatchObject({ status: 409 });
    await control(sandbox, 'PUT /connect/rules', {
      stale_put: 'accept',
      stale_version_in_put_response: true,
    });
    expect((await client.updateItem(automation, read)).version).toBe(2);
    expect(sandbox.store.item(id)?.version).toBe(3);
  });
});
