import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { cancelPendingInvitation, findPendingInvitation } from './invitation-store';
import { requireOwnerForOwners } from './member-policy';

export async function cancelInvitation(
  deps: Pick<AccessDeps, 'db'>,
  actor: Actor,
  input: { id: string },
): Promise<void> {
  requirePermission(actor, 'members:admin');
  const where = { id: input.id, workspaceId: actor.workspaceId };
  const invitation = await findPendingInvitation(deps.db, where);
  if (!invitation) throw new Problem('not_found');
  requireOwnerForOwners(actor, invitation.role);
  const cancelled = await cancelPendingInvitation(deps.db, where, (tx) =>
    recordAct(tx, actor, {
      action: 'member.invitation_withdrawn',
      object: { kind: 'invitation', id: invitation.id },
      detail: { role: invitation.role },
    }),
  );
  if (!cancelled) throw new Problem('not_found');
}
