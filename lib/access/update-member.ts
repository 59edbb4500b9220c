import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { MemberView, Role } from '@/lib/contract/workspace';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { requireOwnerForOwners, requireOwnerLeft } from './member-policy';
import { changeMembers } from './member-store';
import { presentMember } from './member-view';

/** Gives a member another role. Takes effect on the member's next request. */
export async function updateMember(
  deps: Pick<AccessDeps, 'db'>,
  actor: Actor,
  input: { id: string; role: Role },
): Promise<MemberView> {
  requirePermission(actor, 'members:admin');
  return changeMembers(deps.db, actor.workspaceId, async (members, tx) => {
    const member = await members.find(input.id);
    if (!member) throw new Problem('not_found');
    requireOwnerForOwners(actor, member.role, input.role);
    requireOwnerLeft({ from: member.role, to: input.role, ownerCount: await members.countOwners() });
    await members.setRole(member.id, input.role);
    recordAct(tx, actor, {
      action: 'member.role_changed',
      object: { kind: 'member', id: member.user.id },
      detail: { role: input.role },
    });
    return presentMember({ ...member, role: input.role });
  });
}
