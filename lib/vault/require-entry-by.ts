import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { normaliseOrigin } from '@/lib/kernel/site';
import { type EntryWithProvider, requireEntry, unknownEntry } from './entry-store';

/** How people and programs name an entry. */
export type EntryReference =
  | { entryId: string }
  | { permissionedUserId: string; domain?: string | undefined };

/** From the wire's spelling, for every request that names an entry. */
export function entryReferenceOf(named: {
  entry_id?: string | undefined;
  permissioned_user_id?: string | undefined;
  domain?: string | undefined;
}): EntryReference {
  if (named.entry_id !== undefined) return { entryId: named.entry_id };
  return { permissionedUserId: named.permissioned_user_id ?? '', domain: named.domain };
}

/**
 * The entry that is meant. A user id alone is enough while one entry has it; `user@domain` names both, unless an entry
 * has that very text as its user id (an e-mail address). A bare host means https where there are both. Throws
 * `not_found` like `requireEntry`, or `entry_ambiguous`.
 */
export async function requireEntryBy(
  tx: WorkspaceTransaction,
  workspaceId: string,
  reference: EntryReference,
): Promise<EntryWithProvider> {
  if ('entryId' in reference) return requireEntry(tx, workspaceId, reference.entryId);
  const { permissionedUserId: userId, domain } = reference;
  const found = await entriesOf(tx, workspaceId, userId, domain);
  const at = userId.lastIndexOf('@');
  const splits = found.length === 0 && domain === undefined && at >= 1;
  const named = splits ? userId.slice(at + 1) : domain;
  const meant = splits ? await entriesOf(tx, workspaceId, userId.slice(0, at), named) : found;
  const [entry, ...others] = meant;
  if (!entry) throw unknownEntry();
  if (others.length === 0 || named !== undefined) return entry;
  const domains = meant.map((one) => one.domain);
  throw new Problem('entry_ambiguous', {
    message: `${domains.length} entries have this user id: ${domains.join(', ')}.`,
    hint: 'Name the domain as well, as user@domain.',
    extra: { domains },
  });
}

/** Those over https come first. */
function entriesOf(
  tx: WorkspaceTransaction,
  workspaceId: string,
  permissionedUserId: string,
  domain: string | undefined,
): Promise<EntryWithProvider[]> {
  const domains = domain === undefined ? null : spellingsOf(domain);
  return tx.vaultEntry.findMany({
    where: { workspaceId, permissionedUserId, ...(domains === null ? {} : { domain: { in: domains } }) },
    include: { secretProvider: true },
    orderBy: [{ domain: 'desc' }, { id: 'asc' }],
    take: 20,
  });
}

/** Entries keep origins. A bare host does not say whether it is served over https, so both are looked for. */
function spellingsOf(domain: string): string[] {
  const origin = normaliseOrigin(domain);
  if (!origin.ok) return [];
  return domain.includes('://') ? [origin.origin] : [origin.origin, origin.origin.replace('https:', 'http:')];
}
