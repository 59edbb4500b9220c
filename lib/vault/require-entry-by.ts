import { Problem } from '@/lib/contract/problem';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { isId } from '@/lib/kernel/id';
import { normaliseOrigin } from '@/lib/kernel/site';
import { type EntryRow, type EntryWithProvider, requireEntry, unknownEntry } from './entry-store';

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

/** What it takes to go on with an entry that somebody named. */
export type NamedEntry = { entryId: string } & Pick<EntryRow, 'permissionedUserId' | 'domain'>;

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
  return theOneMeant(reference, (permissionedUserId, domains) =>
    tx.vaultEntry.findMany({
      where: { workspaceId, permissionedUserId, ...(domains === null ? {} : { domain: { in: domains } }) },
      include: { secretProvider: true },
      orderBy: [{ domain: 'desc' }, { id: 'asc' }],
      take: MOST,
    }),
  );
}

const NAME = `select id as "entryId", permissioned_user_id as "permissionedUserId", domain
  from vault_entry where workspace_id = ${CURRENT_WORKSPACE}`;
const BY_ID = `${NAME} and id = $1::uuid`;
const BY_USER = `${NAME} and permissioned_user_id = $1 and ($2::text[] is null or domain = any($2))
  order by domain desc, id limit $3`;

/** As `requireEntryBy`, in one round trip: programs name entries with every resolve. */
export async function nameEntry(
  db: Database,
  workspaceId: string,
  reference: EntryReference,
): Promise<NamedEntry> {
  const find = (name: string, text: string, values: unknown[]) =>
    db.read<NamedEntry>(workspaceId, { name, text, values });
  if (!('entryId' in reference)) {
    return theOneMeant(reference, (userId, domains) =>
      find('entry_names_of_user', BY_USER, [userId, domains, MOST]),
    );
  }
  const { entryId } = reference;
  const [entry] = isId(entryId) ? await find('entry_name', BY_ID, [entryId]) : [];
  if (!entry) throw unknownEntry();
  return entry;
}

/** More with one user id than anyone could choose from by a message. */
const MOST = 20;

/** Those over https have to come first; null stands for any domain. */
type Find<Row> = (permissionedUserId: string, domains: string[] | null) => Promise<Row[]>;

async function theOneMeant<Row extends { domain: string }>(
  { permissionedUserId: userId, domain }: Exclude<EntryReference, { entryId: string }>,
  find: Find<Row>,
): Promise<Row> {
  const found = await find(userId, spellingsOf(domain));
  const at = userId.lastIndexOf('@');
  const splits = found.length === 0 && domain === undefined && at >= 1;
  const named = splits ? userId.slice(at + 1) : domain;
  const meant = splits ? await find(userId.slice(0, at), spellingsOf(named)) : found;
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

/** Entries keep origins. A bare host does not say whether it is served over https, so both are looked for. */
function spellingsOf(domain: string | undefined): string[] | null {
  if (domain === undefined) return null;
  const origin = normaliseOrigin(domain);
  if (!origin.ok) return [];
  return domain.includes('://') ? [origin.origin] : [origin.origin, origin.origin.replace('https:', 'http:')];
}
