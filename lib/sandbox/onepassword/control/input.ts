import type { Context } from 'hono';
import { z } from 'zod';
import { type Account, READ_ONLY, READ_WRITE } from '../store/account';
import type { Item } from '../store/item';
import type { Store } from '../store/store';
import type { Vault } from '../store/vault';
import { ControlError } from './control-error';

/** The body, or a 400 that says which member is wrong. An absent body counts as {}. */
export async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ControlError('malformed_json', 'the body is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ControlError('invalid_input', z.prettifyError(parsed.error));
  return parsed.data;
}

/** Vaults may be named by id or by name: names are easier to type, ids are never ambiguous. */
export function vaultOf(store: Store, idOrName: string): Vault {
  const vault = store.vault(idOrName) ?? store.vaults().find((candidate) => candidate.name === idOrName);
  if (!vault) throw new ControlError('vault_not_found', `no vault "${idOrName}"`);
  return vault;
}

export function itemOf(store: Store, id: string): Item {
  const item = store.item(id);
  if (!item) throw new ControlError('item_not_found', `no item "${id}"`);
  return item;
}

export function accountOf(store: Store, name: string): Account {
  const account = store.account(name);
  if (!account) throw new ControlError('account_not_found', `no service account "${name}"`);
  return account;
}

export const grantsSchema = z.array(z.strictObject({ vault: z.string(), access: z.enum(['read', 'write']) }));

export function grantsOf(store: Store, grants: z.infer<typeof grantsSchema>): Account['grants'] {
  return Object.fromEntries(
    grants.map(({ vault, access }) => [
      vaultOf(store, vault).id,
      access === 'write' ? READ_WRITE : READ_ONLY,
    ]),
  );
}
