import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { isSelf, requireOwnerForOwners, requireOwnerLeft } from './member-policy';
import { changeMembers } from './member-store';

/**
 * Ends a membership; everyone may end their own. What the person made (entries, workflows, API keys) belongs to the
 * workspace and stays.
 */
export async function removeMember(
  deps: Pick<AccessDeps, 'db'>,
  actor: Actor,
  input: { id: string },
): Promise<void> {
  await changeMembers(deps.db, actor.workspaceId, async (members, tx) => {
    const member = await members.find(input.id);
    if (!member) throw new Problem('not_found');
    if (!isSelf(actor, member.user.id)) {
      requirePermission(actor, 'members:admin');
      requireOwnerForOwners(actor, member.role);
    }
    requireOwnerLeft({ from: member.role, to: null, ownerCount: await members.countOwners() });
    await members.remove(member.id);
    recordAct(tx, actor, {
      action: 'member.removed',
      object: { kind: 'member', id: member.user.id },
      detail: { role: member.role },
    });
  });
}
