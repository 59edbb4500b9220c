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
  if (!(await cancelPendingInvitation(deps.db, where))) throw new Problem('not_found');
}
