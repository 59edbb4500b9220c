import type { Login } from '@/lib/secrets/provider';
import type { OpItem } from './op-item';

export const PASSKEYS_UNSEEN =
  'The op command does not show passkeys, and writing an item through it drops one: writing needs the assurance that the items have none.';

/**
 * Pure: whether the item comes back from a write as it was. The command replaces an item as a whole by the template it
 * is given, and what it does not print it does not put back. 1Password documents that of passkeys, which cannot be
 * recognised; hence the operator's word. Files and fields of an unknown type are refused because nothing says that
 * they survive.
 */
export function editabilityOf(item: OpItem, itemsHaveNoPasskeys: boolean): Login['editable'] {
  if (!itemsHaveNoPasskeys) return { ok: false, reason: PASSKEYS_UNSEEN };
  const foreign = item.fields.some(({ type }) => FOREIGN_TYPES.has(type)) || (item.files ?? []).length > 0;
  return foreign
    ? { ok: false, reason: 'The item has a file or a field that the op command cannot write back.' }
    : { ok: true };
}

const FOREIGN_TYPES: ReadonlySet<string> = new Set(['UNKNOWN', 'FILE', 'SSHKEY']);
