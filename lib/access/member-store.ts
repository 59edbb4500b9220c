import type { Role } from '@/lib/contract/workspace';
import { role as roleSchema } from '@/lib/contract/workspace';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';

export interface MemberRow {
  id: string;
  role: Role;
  createdAt: Date;
  user: { id: string; name: string; email: string };
}

const withUser = { user: { select: { id: true, name: true, email: true } } } as const;

export async function findMembers(db: Database, workspaceId: string): Promise<MemberRow[]> {
  const rows = await db.people.member.findMany({
    where: { workspaceId },
    include: withUser,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(memberRow);
}

/**
 * The rules on owners look at all members at once. The workspace's row is locked first, so that two owners who step
 * down at the same time do so one after the other, and the second is refused.
 */
export async function changeMembers<T>(
  db: Database,
  workspaceId: string,
  work: (members: LockedMembers, tx: WorkspaceTransaction) => Promise<T>,
): Promise<T> {
  return db.changePeople(workspaceId, async (tx) => {
    await tx.$queryRaw`select 1 from workspace where id = ${workspaceId}::uuid for update`;
    return work(lockedMembers(tx, workspaceId), tx);
  });
}

export interface LockedMembers {
  find(id: string): Promise<MemberRow | null>;
  countOwners(): Promise<number>;
  setRole(id: string, role: Role): Promise<void>;
  remove(id: string): Promise<void>;
}

function lockedMembers(tx: WorkspaceTransaction, workspaceId: string): LockedMembers {
  return {
    async find(id) {
      const row = await tx.member.findFirst({ where: { id, workspaceId }, include: withUser });
      return row && memberRow(row);
    },
    countOwners: () => tx.member.count({ where: { workspaceId, role: 'owner' } }),
    async setRole(id, role) {
      await tx.member.updateMany({ where: { id, workspaceId }, data: { role } });
    },
    async remove(id) {
      await tx.member.deleteMany({ where: { id, workspaceId } });
    },
  };
}

export async function isMemberWithEmail(db: Database, workspaceId: string, email: string): Promise<boolean> {
  const count = await db.people.member.count({
    where: { workspaceId, user: { email: { equals: email, mode: 'insensitive' } } },
  });
  return count > 0;
}

/** Someone whose membership lets a key be made when a key, not a person, asks for it. */
export async function firstOwnerId(db: Database, workspaceId: string): Promise<string | null> {
  const row = await db.people.member.findFirst({
    where: { workspaceId, role: 'owner' },
    orderBy: { createdAt: 'asc' },
    select: { userId: true },
  });
  return row?.userId ?? null;
}

function memberRow(row: {
  id: string;
  role: string;
  createdAt: Date;
  user: { id: string; name: string; email: string };
}): MemberRow {
  const { id, createdAt, user } = row;
  return { id, createdAt, user, role: roleSchema.parse(row.role) };
}
