import type { Role } from '@/lib/contract/workspace';
import { role as roleSchema } from '@/lib/contract/workspace';
import { type Database, enterWorkspace, type WorkspaceTransaction } from '@/lib/db/database';

/** A workspace as one of its members sees it. */
export interface MembershipRow {
  id: string;
  name: string;
  slug: string;
  role: Role;
  createdAt: Date;
}

/**
 * Workspace, first member and whatever `provision` adds to the workspace's own tables, all or nothing. Better Auth's
 * tables are written as the connecting user, then the transaction becomes one of the new workspace: row-level security
 * holds from its first row on.
 */
export async function insertWorkspace(
  db: Database,
  row: { id: string; name: string; slug: string; ownerUserId: string },
  provision: (tx: WorkspaceTransaction) => Promise<void>,
): Promise<MembershipRow> {
  const { id, name, slug, ownerUserId } = row;
  return db.changePeople(id, async (tx) => {
    const { createdAt } = await tx.workspace.create({ data: { id, name, slug } });
    await tx.member.create({ data: { workspaceId: id, userId: ownerUserId, role: 'owner' } });
    await enterWorkspace(tx, id);
    await provision(tx);
    return { id, name, slug, role: 'owner', createdAt };
  });
}

export async function takenSlugs(db: Database, base: string): Promise<ReadonlySet<string>> {
  const rows = await db.people.workspace.findMany({
    where: { OR: [{ slug: base }, { slug: { startsWith: `${base}-` } }] },
    select: { slug: true },
  });
  return new Set(rows.map((row) => row.slug));
}

export async function findWorkspace(
  db: Database,
  id: string,
): Promise<{ id: string; name: string; slug: string } | null> {
  return db.people.workspace.findUnique({ where: { id }, select: { id: true, name: true, slug: true } });
}

export async function findMemberships(db: Database, userId: string): Promise<MembershipRow[]> {
  const rows = await db.people.member.findMany({
    where: { userId },
    include: { workspace: true },
    orderBy: { workspace: { createdAt: 'asc' } },
  });
  return rows.map((row) => membership(row));
}

export async function findMembership(
  db: Database,
  userId: string,
  slug: string,
): Promise<MembershipRow | null> {
  const row = await db.people.member.findFirst({
    where: { userId, workspace: { slug } },
    include: { workspace: true },
  });
  return row && membership(row);
}

function membership(row: {
  role: string;
  workspace: { id: string; name: string; slug: string; createdAt: Date };
}): MembershipRow {
  const { id, name, slug, createdAt } = row.workspace;
  return { id, name, slug, createdAt, role: roleSchema.parse(row.role) };
}
