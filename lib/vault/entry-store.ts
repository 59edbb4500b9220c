import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma, SecretProvider, VaultEntry } from '@/lib/db/generated/client';
import { isId } from '@/lib/kernel/id';
import { normaliseOrigin } from '@/lib/kernel/site';

export type EntryRow = VaultEntry;
export type EntryWithProvider = VaultEntry & { secretProvider: SecretProvider | null };

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireEntry(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<EntryWithProvider> {
  const row = isId(id)
    ? await tx.vaultEntry.findUnique({
        where: { workspaceId_id: { workspaceId, id } },
        include: { secretProvider: true },
      })
    : null;
  if (!row) throw noSuchEntry();
  return row;
}

export type EntryReference = { entryId: string } | { permissionedUserId: string; domain: string };

/** By its id, or by what identifies it on the wire. Throws `not_found` like `requireEntry`. */
export async function requireEntryBy(
  tx: WorkspaceTransaction,
  workspaceId: string,
  reference: EntryReference,
): Promise<EntryWithProvider> {
  if ('entryId' in reference) return requireEntry(tx, workspaceId, reference.entryId);
  const { permissionedUserId } = reference;
  const site = normaliseOrigin(reference.domain);
  const row = site.ok
    ? await tx.vaultEntry.findUnique({
        where: {
          workspaceId_permissionedUserId_domain: { workspaceId, permissionedUserId, domain: site.origin },
        },
        include: { secretProvider: true },
      })
    : null;
  if (!row) throw noSuchEntry();
  return row;
}

function noSuchEntry(): Problem {
  return new Problem('not_found', { message: 'There is no such entry in this workspace.' });
}

export interface EntryFilter {
  search?: string | undefined;
  secretProviderId?: string | undefined;
}

/** Newest first. The cursor is the last row's place, so that a row added meanwhile shifts nothing. */
export async function readEntries(
  tx: WorkspaceTransaction,
  workspaceId: string,
  filter: EntryFilter,
  page: { after?: { createdAt: Date; id: string } | undefined; take: number },
): Promise<EntryWithProvider[]> {
  return tx.vaultEntry.findMany({
    where: { AND: [{ workspaceId }, matches(filter), follows(page.after)] },
    include: { secretProvider: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.take,
  });
}

function matches({ search, secretProviderId }: EntryFilter): Prisma.VaultEntryWhereInput {
  const contains = search ? { contains: search, mode: 'insensitive' as const } : null;
  return {
    ...(secretProviderId ? { secretProviderId } : {}),
    ...(contains
      ? { OR: [{ domain: contains }, { permissionedUserId: contains }, { userAlias: contains }] }
      : {}),
  };
}

function follows(after: { createdAt: Date; id: string } | undefined): Prisma.VaultEntryWhereInput {
  if (!after) return {};
  const { createdAt, id } = after;
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
