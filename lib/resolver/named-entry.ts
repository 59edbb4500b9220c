import { Problem } from '@/lib/contract/problem';
import type { ResolveItem } from '@/lib/contract/resolve';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { normaliseOrigin } from '@/lib/kernel/site';
import { type EntryWithProvider, requireEntry } from '@/lib/vault/entry-store';

type EntryName = Pick<ResolveItem, 'entry_id' | 'permissioned_user_id' | 'domain'>;

/**
 * The entry that a client means. A user id alone is enough while one entry has it; `user@domain` names both, unless an
 * entry has that very text as its user id (an e-mail address). Throws `not_found` or `entry_ambiguous`.
 */
export async function namedEntry(
  tx: WorkspaceTransaction,
  workspaceId: string,
  name: EntryName,
): Promise<EntryWithProvider> {
  if (name.entry_id !== undefined) return requireEntry(tx, workspaceId, name.entry_id);
  const userId = name.permissioned_user_id ?? '';
  const found = await entriesOf(tx, workspaceId, userId, name.domain);
  const at = userId.lastIndexOf('@');
  const meant =
    found.length > 0 || name.domain !== undefined || at < 1
      ? found
      : await entriesOf(tx, workspaceId, userId.slice(0, at), userId.slice(at + 1));
  const [entry, ...others] = meant;
  if (!entry) throw new Problem('not_found', { message: 'There is no such entry in this workspace.' });
  if (others.length === 0) return entry;
  const domains = meant.map(({ domain }) => domain);
  throw new Problem('entry_ambiguous', {
    message: `${domains.length} entries have this user id: ${domains.join(', ')}.`,
    hint: 'Name the domain as well, as user@domain.',
    extra: { domains },
  });
}

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
