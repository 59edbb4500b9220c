import type { Role } from '@/lib/contract/workspace';
import { role as roleSchema } from '@/lib/contract/workspace';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';

export interface InvitationRow {
  id: string;
  workspaceId: string;
  email: string;
  role: Role;
  status: string;
  expiresAt: Date;
}

interface NewInvitation {
  workspaceId: string;
  /** Lower case. */
  email: string;
  role: Role;
  expiresAt: Date;
  inviterId: string;
}

/** One open invitation per address: a newer one takes the place of the older, whose link ends to work. */
export async function replaceInvitation(
  db: Database,
  row: NewInvitation,
  also: (tx: WorkspaceTransaction, invitation: InvitationRow) => void,
): Promise<InvitationRow> {
  const { workspaceId, email } = row;
  return db.changePeople(workspaceId, async (tx) => {
    await tx.invitation.updateMany({
      where: { workspaceId, email, status: 'pending' },
      data: { status: 'canceled' },
    });
    const created = invitationRow(await tx.invitation.create({ data: { ...row, status: 'pending' } }));
    also(tx, created);
    return created;
  });
}

export async function findPendingInvitations(db: Database, workspaceId: string): Promise<InvitationRow[]> {
  const rows = await db.people.invitation.findMany({
    where: { workspaceId, status: 'pending' },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map(invitationRow);
}

export async function findPendingInvitation(
  db: Database,
  where: { id: string; workspaceId?: string },
): Promise<InvitationRow | null> {
  const row = await db.people.invitation.findFirst({ where: { ...where, status: 'pending' } });
  return row && invitationRow(row);
}

/** False when another request was first. */
export async function cancelPendingInvitation(
  db: Database,
  where: { id: string; workspaceId: string },
  also: (tx: WorkspaceTransaction) => void,
): Promise<boolean> {
  return db.changePeople(where.workspaceId, async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { ...where, status: 'pending' },
      data: { status: 'canceled' },
    });
    if (count > 0) also(tx);
    return count > 0;
  });
}

/** Uses the invitation up and makes the membership, both or neither. False when it was used or withdrawn meanwhile. */
export async function acceptPendingInvitation(
  db: Database,
  invitation: InvitationRow,
  userId: string,
  also: (tx: WorkspaceTransaction) => void,
): Promise<boolean> {
  const { id, workspaceId, role } = invitation;
  return db.changePeople(workspaceId, async (tx) => {
    const { count } = await tx.invitation.updateMany({
      where: { id, status: 'pending' },
      data: { status: 'accepted' },
    });
    if (count === 0) return false;
    await tx.member.upsert({
      where: { workspaceId_userId: { workspaceId, userId } },
      create: { workspaceId, userId, role },
      update: {},
    });
    also(tx);
    return true;
  });
}

function invitationRow(row: {
  id: string;
  workspaceId: string;
  email: string;
  role: string | null;
  status: string;
  expiresAt: Date;
}): InvitationRow {
  const { id, workspaceId, email, status, expiresAt } = row;
  return { id, workspaceId, email, status, expiresAt, role: roleSchema.parse(row.role) };
}
