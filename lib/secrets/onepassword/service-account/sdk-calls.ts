import { z } from 'zod';
import type { NewLogin } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import {
  parseAnswer,
  type SdkItem,
  type SdkOverview,
  type SdkVault,
  sdkItemSchema,
  sdkItemsSchema,
  sdkOverviewsSchema,
  sdkVaultAccessSchema,
  sdkVaultsSchema,
} from './sdk-item';
import type { Session } from './session';

type Signal = AbortSignal | undefined;

const READ_MS = 5_000;
const LIST_MS = 15_000;
const WRITE_MS = 10_000;

/** The calls of the SDK that we use, each with its deadline and with its answer parsed. */
export class SdkCalls {
  constructor(private readonly session: Session) {}

  async listVaults(signal: Signal): Promise<SdkVault[]> {
    const call = { method: 'vaults.list', args: [], milliseconds: LIST_MS, signal } as const;
    return parseAnswer(sdkVaultsSchema, await this.session.call(call));
  }

  /** Permission bits of everyone with access to the vault; empty when 1Password does not say. */
  async vaultPermissions(vaultId: string, signal: Signal): Promise<number[]> {
    const args = [vaultId, { accessors: true }];
    const answer = await this.session.call({
      method: 'vaults.get',
      args,
      milliseconds: READ_MS,
      vaultId,
      signal,
    });
    return (parseAnswer(sdkVaultAccessSchema, answer).access ?? []).map(({ permissions }) => permissions);
  }

  async listItems(vaultId: string, signal: Signal): Promise<SdkOverview[]> {
    const call = { method: 'items.list', args: [vaultId], milliseconds: LIST_MS, vaultId, signal } as const;
    return parseAnswer(sdkOverviewsSchema, await this.session.call(call));
  }

  async getItem({ vaultId, itemId }: SecretReference, signal: Signal): Promise<SdkItem> {
    const args = [vaultId, itemId];
    const call = { method: 'items.get', args, milliseconds: READ_MS, vaultId, signal } as const;
    return parseAnswer(sdkItemSchema, await this.session.call(call));
  }

  /** At most 50 ids. What 1Password did not return is missing from the answer. */
  async getItems(
    vaultId: string,
    itemIds: readonly string[],
    signal: Signal,
  ): Promise<z.infer<typeof sdkItemsSchema>['individualResponses']> {
    const args = [vaultId, itemIds];
    const call = { method: 'items.getAll', args, milliseconds: LIST_MS, vaultId, signal } as const;
    return parseAnswer(sdkItemsSchema, await this.session.call(call)).individualResponses;
  }

  async putItem(item: SdkItem, signal: Signal): Promise<void> {
    const { vaultId } = item;
    await this.session.call({ method: 'items.put', args: [item], milliseconds: WRITE_MS, vaultId, signal });
  }

  async createNote(vaultId: string, title: string, notes: string, signal: Signal): Promise<string> {
    const args = [{ category: 'SecureNote', vaultId, title, notes }];
    const call = { method: 'items.create', args, milliseconds: WRITE_MS, vaultId, signal } as const;
    return parseAnswer(sdkItemSchema, await this.session.call(call)).id;
  }

  async createLogin(vaultId: string, login: NewLogin, signal: Signal): Promise<string> {
    const { title, username, password, website } = login;
    const fields = [
      { id: 'username', title: 'username', fieldType: 'Text', value: username.reveal() },
      { id: 'password', title: 'password', fieldType: 'Concealed', value: password.reveal() },
    ];
    const websites = [{ url: website, label: 'website', autofillBehavior: 'AnywhereOnWebsite' }];
    const args = [{ category: 'Login', vaultId, title, fields, websites }];
    const call = { method: 'items.create', args, milliseconds: WRITE_MS, vaultId, signal } as const;
    return parseAnswer(sdkItemSchema, await this.session.call(call)).id;
  }

  async deleteItem({ vaultId, itemId }: SecretReference, signal: Signal): Promise<void> {
    const args = [vaultId, itemId];
    await this.session.call({ method: 'items.delete', args, milliseconds: WRITE_MS, vaultId, signal });
  }

  async resolve(reference: string, signal: Signal): Promise<string> {
    const call = { method: 'secrets.resolve', args: [reference], milliseconds: READ_MS, signal } as const;
    return parseAnswer(z.string(), await this.session.call(call));
  }
}
