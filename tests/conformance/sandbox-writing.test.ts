import { type Client, type Item, ItemCategory, ItemFieldType } from '@1password/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { applyPersonEdit } from '@/lib/sandbox/onepassword/store/person-edit';
import { afterAnswerTo, itemIdOf, signIn, startSeeded, vaultNamed } from './sandbox-session';

const GET_ITEM = /^GET .*\/item\/[a-z0-9]{26}$/;
const GET_VAULT = /^GET .*\/v3\/vault\/[a-z0-9]{26}$/;

let sandbox: OnePasswordSandbox;
let writer: Client;
let automation: string;

beforeAll(async () => {
  sandbox = await startSeeded();
  writer = await signIn(sandbox.token('latchkey-rw'));
  automation = vaultNamed(sandbox, 'Automation').id;
});
afterAll(() => sandbox.close());

describe('the official SDK writes to the sandbox', () => {
  it('creates an item that reads back the same and is stored in plaintext', async () => {
    const created = await create('Created');
    const stored = sandbox.store.item(created.id);
    expect(stored?.content.fields.find((field) => field.purpose === 'password')?.value).toBe('first');
    expect(stored?.history.map((entry) => [entry.by, entry.change])).toEqual([['latchkey-rw', 'created']]);
    expect((await writer.items.get(automation, created.id)).fields).toEqual(created.fields);
  });

  it('changes a password, keeps the old one and records who did it', async () => {
    const item = await writer.items.get(automation, itemIdOf(sandbox, 'Northwind Orders'));
    const before = password(item).value;
    password(item).value = 'changed by the SDK';
    const saved = await writer.items.put(item);

    const stored = sandbox.store.item(item.id);
    expect(saved.version).toBe(2);
    expect(stored?.history.at(-1)).toMatchObject({
      by: 'latchkey-rw',
      change: 'edited',
      changed: ['password'],
    });
    expect(stored?.content.passwordHistory.map((entry) => entry.value)).toEqual([before]);
    expect(stored?.content.fields.find((field) => field.purpose === 'password')?.value).toBe(
      'changed by the SDK',
    );
  });

  it('leaves everything else of an item as it was', async () => {
    const id = itemIdOf(sandbox, 'Globex Billing');
    const before = structuredClone(sandbox.store.item(id)?.content);
    const item = await writer.items.get(automation, id);
    await writer.items.put(item);
    expect(sandbox.store.item(id)?.content).toEqual(before);
    expect(sandbox.store.item(id)?.history.at(-1)?.changed).toEqual([]);
  });

  it('archives and deletes', async () => {
    const archived = await create('To archive');
    await writer.items.archive(automation, archived.id);
    expect(sandbox.store.item(archived.id)?.state).toBe('archived');
    const deleted = await create('To delete');
    await writer.items.delete(automation, deleted.id);
    expect(sandbox.store.item(deleted.id)?.state).toBe('deleted');
    await expect(writer.items.get(automation, deleted.id)).rejects.toThrow("item couldn't be found");
  });

  it('refuses to overwrite a version that the writer has not seen', async () => {
    const { id } = await create('Edited by two');
    const stale = await writer.items.get(automation, id);
    personChangesPassword(id, 'by a person');
    await expect(writer.items.put(stale)).rejects.toThrow('not up to date');
    expect(sandbox.store.item(id)?.history.at(-1)?.by).toBe('person');
  });

  it('answers a conflict when a person edits the item while the SDK is writing it', async () => {
    const { id } = await create('Raced for the item');
    const item = await writer.items.get(automation, id);
    const put = afterAnswerTo(
      GET_ITEM,
      () => personChangesPassword(id, 'by a person'),
      () => writer.items.put(item),
    );
    await expect(put).rejects.toThrow('race condition when updating items in the same vault');
  });

  it('answers a conflict when another item of the vault changes while the SDK is writing', async () => {
    const { id } = await create('Raced for the vault');
    const item = await writer.items.get(automation, id);
    const other = itemIdOf(sandbox, 'Initech Reports');
    const put = afterAnswerTo(
      GET_VAULT,
      () => personChangesPassword(other, 'x'),
      () => writer.items.put(item),
    );
    await expect(put).rejects.toThrow('data conflict occurred on the server: performing a vault operation');
  });

  it('lets only some of several parallel creations through and loses none silently', async () => {
    const before = sandbox.store.items(automation).length;
    const results = await Promise.allSettled(['p1', 'p2', 'p3', 'p4', 'p5'].map(create));
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [String(result.reason)] : [],
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toContain('data conflict occurred on the server');
    expect(sandbox.store.items(automation).length - before).toBe(5 - refused.length);
  });
});

describe('a read-only account', () => {
  it('reads, and is told that it lacks the right when it creates, changes, archives or deletes', async () => {
    const reader = await signIn(sandbox.token('latchkey-ro'));
    const item = await reader.items.get(automation, itemIdOf(sandbox, 'Acme Prod Login'));
    const before = structuredClone(sandbox.store.item(item.id));
    password(item).value = 'must not arrive';
    const refusal = 'you do not have the right permissions to perform this action';
    await expect(reader.items.put(item)).rejects.toThrow(refusal);
    await expect(reader.items.archive(automation, item.id)).rejects.toThrow(refusal);
    await expect(reader.items.delete(automation, item.id)).rejects.toThrow(refusal);
    await expect(
      reader.items.create({ category: ItemCategory.Login, vaultId: automation, title: 'No' }),
    ).rejects.toThrow(refusal);
    expect(sandbox.store.item(item.id)).toEqual(before);
    expect((await reader.vaults.list()).map((vault) => vault.title)).toEqual(['Automation']);
  });
});

function create(title: string): Promise<Item> {
  return writer.items.create({
    category: ItemCategory.Login,
    vaultId: automation,
    title,
    fields: [
      { id: 'username', title: 'username', fieldType: ItemFieldType.Text, value: 'ada' },
      { id: 'password', title: 'password', fieldType: ItemFieldType.Concealed, value: 'first' },
    ],
  });
}

function password(item: Item) {
  const field = item.fields.find((candidate) => candidate.id === 'password');
  if (!field) throw new Error('the item has no password');
  return field;
}

function personChangesPassword(itemId: string, value: string): void {
  const item = sandbox.store.item(itemId);
  if (item)
    sandbox.store.editItem('person', item, applyPersonEdit(item.content, { password: value }, Date.now()));
}
