import type { HealthCode } from '@/lib/contract/health-scan';
import type { EntryWarning } from '@/lib/contract/vault-entry';
import type { Login } from '@/lib/secrets/provider';
import { itemWarnings } from '@/lib/vault/entry-warnings';
import { type ItemSnapshot, snapshotOf } from '@/lib/vault/item-snapshot';

/** What a look at an item leaves behind: facts, never a value. */
export interface SeenItem {
  item: ItemSnapshot;
  pending: boolean;
  editable: boolean;
}

export function seenItem(login: Login, vaultTitle: string): SeenItem {
  return {
    item: snapshotOf(login, vaultTitle),
    pending: login.pendingPassword !== null,
    editable: login.editable.ok,
  };
}

/** What a scan knows of a binding beside its item. */
export interface Surroundings {
  domain: string;
  /** Another entry is bound to the same item. */
  shared: boolean;
  /** A rotation of the item is under way: a pending password belongs to it. */
  rotating: boolean;
  write: 'yes' | 'no' | 'unknown';
}

const OF_WARNING: Partial<Record<EntryWarning['code'], HealthCode>> = {
  archived: 'archived',
  not_a_login: 'not_a_login',
  no_username: 'no_username',
  no_password: 'no_password',
  website_differs: 'website_differs',
};

/** Everything that is wrong with a binding, the gravest first. Pure. */
export function judgeBinding(seen: SeenItem, around: Surroundings): HealthCode[] {
  const codes = itemWarnings(around.domain, seen.item).flatMap((code) => OF_WARNING[code] ?? []);
  if (around.shared) codes.push('duplicate_binding');
  if (seen.pending && !around.rotating) codes.push('pending_left');
  if (around.write === 'no') codes.push('not_writable');
  if (!seen.editable) codes.push('not_editable');
  return codes;
}
