import { expect } from 'vitest';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { type Item, PERSON } from '@/lib/sandbox/onepassword/store/item';
import { applyPersonEdit, emptyContent, type PersonEdit } from '@/lib/sandbox/onepassword/store/person-edit';
import type { SecretProvider } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { control, itemIdOf, vaultNamed } from './sandbox-session';

export interface ProviderUnderTest {
  /** Uses the sandbox's read-write account. */
  provider: SecretProvider;
  /** Uses its read-only account; absent when the backend knows no such thing. */
  readOnly?: SecretProvider;
  sandbox: OnePasswordSandbox;
  /** How the sandbox's faults name the reading of one item through this backend. */
  itemRead: string;
  /** True when the backend does not show passkeys, so that nothing can be refused because of one. */
  hidesPasskeys?: boolean;
}

/** A provider and the 1Password behind it, with the levers of a person and of bad luck. */
export class World {
  readonly provider: SecretProvider;
  readonly readOnly: SecretProvider | undefined;
  readonly sandbox: OnePasswordSandbox;
  readonly itemRead: string;
  readonly hidesPasskeys: boolean;

  constructor(subject: ProviderUnderTest) {
    this.provider = subject.provider;
    this.readOnly = subject.readOnly;
    this.sandbox = subject.sandbox;
    this.itemRead = subject.itemRead;
    this.hidesPasskeys = subject.hidesPasskeys ?? false;
  }

  named(title: string): SecretReference {
    const itemId = itemIdOf(this.sandbox, title);
    return { vaultId: this.#item(itemId).vaultId, itemId };
  }

  /** A new item of the vault "Automation", as a person would make it. */
  add(title: string, edit: Readonly<Omit<PersonEdit, 'websites' | 'tags'>> & ReadonlyLists): SecretReference {
    const { websites, tags, ...rest } = edit;
    const lists = { ...(websites ? { websites: [...websites] } : {}), ...(tags ? { tags: [...tags] } : {}) };
    const vaultId = vaultNamed(this.sandbox, 'Automation').id;
    const { store } = this.sandbox;
    const content = applyPersonEdit(emptyContent(title, 'login'), { ...rest, ...lists }, store.now());
    return { vaultId, itemId: store.createItem(PERSON, { vaultId, content }).id };
  }

  edit(reference: SecretReference, edit: PersonEdit): void {
    const item = this.#item(reference.itemId);
    this.sandbox.store.editItem(PERSON, item, applyPersonEdit(item.content, edit, Date.now()));
  }

  stored(reference: SecretReference): Item {
    return structuredClone(this.#item(reference.itemId));
  }

  async calmDown(): Promise<void> {
    await control(this.sandbox, 'DELETE /faults');
  }

  async close(): Promise<void> {
    await this.provider.close();
    await this.provider.close();
    await this.readOnly?.close();
    await expectKind(this.provider.check(), 'unavailable');
    await this.sandbox.close();
  }

  #item(itemId: string): Item {
    const item = this.sandbox.store.item(itemId);
    if (!item) throw new Error(`no item ${itemId}`);
    return item;
  }
}

interface ReadonlyLists {
  websites?: readonly string[];
  tags?: readonly string[];
}

/** Every failure is one of ours, of the given kind, with words for a person and without the values of the demo item. */
export async function expectKind(call: Promise<unknown>, kind: SecretProviderError['kind']): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SecretProviderError)) throw new Error(`expected ${kind}`, { cause: error });
  expect(error.kind).toBe(kind);
  expect(error.nextStep).not.toBe('');
  expect(error.cause).toBeUndefined();
  expect(`${error.stack} ${error.nextStep}`).not.toMatch(/ops_|otpauth|tulip-Harbor|old-Pass|next-Pass/);
}
