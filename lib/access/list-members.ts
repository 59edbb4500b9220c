import type { MemberView } from '@/lib/contract/workspace';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { findMembers } from './member-store';
import { presentMember } from './member-view';

export async function listMembers(deps: Pick<AccessDeps, 'db'>, actor: Actor): Promise<MemberView[]> {
  requirePermission(actor, 'members:read');
  const rows = await findMembers(deps.db, actor.workspaceId);
  return rows.map(presentMember);
}
