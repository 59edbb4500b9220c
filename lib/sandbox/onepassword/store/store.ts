import { z } from 'zod';
import { type Account, accountSchema } from './account';
import { changedNames } from './changed-names';
import { type Item, type ItemContent, type ItemState, type ItemVersion, itemSchema } from './item';
import { newOpaqueId } from './opaque-id';
import { type Vault, vaultSchema } from './vault';

export const storeContentSchema = z.strictObject({
  vaults: z.array(vaultSchema),
  items: z.array(itemSchema),
  accounts: z.array(accountSchema),
});
export type StoreContent = z.infer<typeof storeContentSchema>;

export interface NewItem {
  vaultId: string;
  content: ItemContent;
  id?: string;
}

/**
 * What the stand-in knows: vaults, items in plaintext and service accounts.
 *
 * Promises: every write to an item adds one history entry and raises the versions of item and vault by one; each
 * change is announced to the listeners. It knows no protocol and checks no permission: the servers over it do.
 */
export class Store {
  readonly #vaults = new Map<string, Vault>();
  readonly #items = new Map<string, Item>();
  readonly #accounts = new Map<string, Account>();
  readonly #listeners: Array<() => void> = [];
  readonly #writeListeners: Array<(item: Item) => void> = [];

  constructor(readonly now: () => number) {}

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Told of each write to an item, after it. */
  onWrite(listener: (item: Item) => void): void {
    this.#writeListeners.push(listener);
  }

  vaults(): Vault[] {
    return [...this.#vaults.values()];
  }

  vault(id: string): Vault | undefined {
    return this.#vaults.get(id);
  }

  addVault(vault: { id?: string; name: string; description?: string }): Vault {
    const at = this.now();
    const added = {
      id: vault.id ?? newOpaqueId(),
      name: vault.name,
      description: vault.description ?? '',
      createdAt: at,
      updatedAt: at,
      contentVersion: 1,
    };
    this.#vaults.set(added.id, added);
    this.#changed();
    return added;
  }

  /** Deleted items stay known, with their history, but are listed only by `item`. */
  items(vaultId: string): Item[] {
    return [...this.#items.values()].filter((item) => item.vaultId === vaultId && item.state !== 'deleted');
  }

  activeItemCount(vaultId: string): number {
    return this.items(vaultId).filter((item) => item.state === 'active').length;
  }

  item(id: string): Item | undefined {
    return this.#items.get(id);
  }

  createItem(by: string, input: NewItem): Item {
    const item = this.#add(by, { ...input, content: structuredClone(input.content) });
    this.#changed();
    return item;
  }

  /** As if created one by one, but announced once. Takes the contents over instead of copying them. */
  createItems(by: string, inputs: NewItem[]): void {
    for (const input of inputs) this.#add(by, input);
    this.#changed();
  }

  editItem(by: string, item: Item, content: ItemContent): void {
    const changed = changedNames(item.content, content);
    item.content = structuredClone(content);
    item.version += 1;
    this.#record(item, by, 'edited', changed);
    this.#changed();
  }

  moveItem(by: string, item: Item, state: ItemState): void {
    item.state = state;
    item.version += 1;
    this.#record(item, by, state === 'active' ? 'restored' : state, ['state']);
    this.#changed();
  }

  accounts(): Account[] {
    return [...this.#accounts.values()];
  }

  account(name: string): Account | undefined {
    return this.#accounts.get(name);
  }

  putAccount(account: Account): void {
    this.#accounts.set(account.name, structuredClone(account));
    this.#changed();
  }

  content(): StoreContent {
    return { vaults: this.vaults(), items: [...this.#items.values()], accounts: this.accounts() };
  }

  replaceContent(content: StoreContent): void {
    this.#vaults.clear();
    this.#items.clear();
    this.#accounts.clear();
    for (const vault of content.vaults) this.#vaults.set(vault.id, vault);
    for (const item of content.items) this.#items.set(item.id, item);
    for (const account of content.accounts) this.#accounts.set(account.name, account);
    this.#changed();
  }

  #add(by: string, input: NewItem): Item {
    const at = this.now();
    const item: Item = {
      id: input.id ?? newOpaqueId(),
      vaultId: input.vaultId,
      state: 'active',
      version: 1,
      createdAt: at,
      updatedAt: at,
      content: input.content,
      history: [],
    };
    this.#items.set(item.id, item);
    this.#record(item, by, 'created', []);
    return item;
  }

  #record(item: Item, by: string, change: ItemVersion['change'], changed: string[]): void {
    const at = this.now();
    item.updatedAt = at;
    const content = structuredClone(item.content);
    item.history.push({ version: item.version, at, by, change, changed, content });
    const vault = this.#vaults.get(item.vaultId);
    if (vault) {
      vault.contentVersion += 1;
      vault.updatedAt = at;
    }
    for (const listener of this.#writeListeners) listener(item);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
