import type { Client } from '@1password/sdk';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoUser } from '@/lib/sandbox/demo-user';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import type { Item as StoredItem } from '@/lib/sandbox/onepassword/store/item';
import { applyPersonEdit } from '@/lib/sandbox/onepassword/store/person-edit';
import { itemIdOf, SITE_URL, signIn, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let client: Client;
let automation: string;
let acme: string;

beforeAll(async () => {
  sandbox = await startSeeded();
  client = await signIn(sandbox.token('latchkey-rw'));
  automation = vaultNamed(sandbox, 'Automation').id;
  acme = itemIdOf(sandbox, 'Acme Prod Login');
});
afterAll(() => sandbox.close());

describe('the official SDK reads from the sandbox', () => {
  it('lists exactly the vaults that the account was granted', async () => {
    const vaults = await client.vaults.list();
    expect(vaults.map((vault) => [vault.title, vault.activeItemCount])).toEqual([
      ['Automation', 5],
      ['Shared', 2],
    ]);
  });

  it('gets one vault with what the account may do in it', async () => {
    const vault = await client.vaults.get(automation, { accessors: true });
    expect(vault.access?.map((access) => access.permissions)).toEqual([1008]);
    const shared = await client.vaults.get(vaultNamed(sandbox, 'Shared').id, { accessors: true });
    expect(shared.access?.map((access) => access.permissions)).toEqual([48]);
  });

  it('lists active items, and archived ones only when asked', async () => {
    const active = await client.items.list(automation);
    expect(active.map((item) => item.title)).toEqual([
      'Acme Prod Login',
      'Northwind Orders',
      'Warehouse Door Code',
      'Globex Billing',
      'Initech Reports',
    ]);
    const archived = await client.items.list(automation, {
      type: 'ByState',
      content: { active: false, archived: true },
    });
    expect(archived.map((item) => item.title)).toEqual(['Old Vendor Portal']);
  });

  it('gets a login with its fields and website as they were stored', async () => {
    const item = await client.items.get(automation, acme);
    const values = Object.fromEntries(item.fields.map((field) => [field.id, field.value]));
    expect(values).toMatchObject({ username: demoUser.username, password: demoUser.password });
    expect(item.websites.map((website) => website.url)).toEqual([SITE_URL]);
    expect(item.version).toBe(1);
  });

  it('computes the one-time code that otplib computes, with digits and algorithm of the item', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:10Z') });
    try {
      const epoch = Math.floor(Date.now() / 1000);
      expect(await codeOf(acme)).toBe(generateSync({ secret: demoUser.totpSecret, epoch }));
      expect(await codeOf(itemIdOf(sandbox, 'Globex Billing'))).toBe(
        generateSync({
          secret: 'MFZWIZTHNBVGW3DNNZXXA4LSON2HK5TX',
          epoch,
          digits: 8,
          algorithm: 'sha256',
        }),
      );
    } finally {
      vi.useRealTimers();
    }
  });

  it('gets many items at once and says which it could not get', async () => {
    const ids = [acme, itemIdOf(sandbox, 'Northwind Orders')];
    const { individualResponses } = await client.items.getAll(automation, ids);
    expect(individualResponses.map((response) => response.content?.title)).toEqual([
      'Acme Prod Login',
      'Northwind Orders',
    ]);
  });

  it('resolves secret references by name, by id and for one-time codes', async () => {
    expect(await client.secrets.resolve('op://Automation/Acme Prod Login/password')).toBe(demoUser.password);
    expect(await client.secrets.resolve(`op://${automation}/${acme}/username`)).toBe(demoUser.username);
    expect(
      await client.secrets.resolve(`op://${automation}/${acme}/one-time password?attribute=otp`),
    ).toMatch(/^\d{6}$/);
  });

  it('resolves many references at once, each with its own result', async () => {
    const known = 'op://Automation/Acme Prod Login/password';
    const unknown = 'op://Automation/Nothing/password';
    const { individualResponses } = await client.secrets.resolveAll([known, unknown]);
    expect(individualResponses[known]?.content?.secret).toBe(demoUser.password);
    expect(individualResponses[unknown]?.error?.type).toBe('itemNotFound');
  });

  it('refuses items that are archived, gone or in a vault of others', async () => {
    await expect(client.items.get(automation, itemIdOf(sandbox, 'Old Vendor Portal'))).rejects.toThrow(
      'item is not in an active state',
    );
    await expect(client.items.get(automation, 'a'.repeat(26))).rejects.toThrow("item couldn't be found");
    const others = sandbox.store.addVault({ name: 'Others' });
    await expect(client.vaults.getOverview(others.id)).rejects.toThrow("vault couldn't be found");
  });

  it('reads a passkey as an unsupported field and refuses to write the item', async () => {
    const item = itemNamed('Initech Reports');
    const edit = { fields: [{ label: 'passkey', value: 'x', type: 'unsupported' as const, section: '' }] };
    sandbox.store.editItem('person', item, applyPersonEdit(item.content, edit, 0));
    const read = await client.items.get(automation, item.id);
    expect(read.fields.find((field) => field.title === 'passkey')?.fieldType).toBe('Unsupported');
    await expect(client.items.put(read)).rejects.toThrow("field 'passkey' had an unsupported field type");
  });

  it('refuses to write an item with the left-overs of a web form', async () => {
    const item = itemNamed('Northwind Orders');
    const formFields = [{ name: 'remember', type: 'C', value: 'on' }];
    sandbox.store.editItem('person', item, { ...item.content, extra: { formFields } });
    const read = await client.items.get(automation, item.id);
    expect(read.fields.map((field) => field.id)).toEqual(['username', 'password']);
    await expect(client.items.put(read)).rejects.toThrow(`cannot update item ${item.id}`);
  });
});

function itemNamed(title: string): StoredItem {
  const item = sandbox.store.item(itemIdOf(sandbox, title));
  if (!item) throw new Error(`no item ${title}`);
  return item;
}

async function codeOf(itemId: string): Promise<string | undefined> {
  const item = await client.items.get(automation, itemId);
  const details = item.fields.find((field) => field.fieldType === 'Totp')?.details;
  return details?.type === 'Otp' ? details.content.code : undefined;
}
