import type { InvitationView } from '@/lib/contract/workspace';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { findPendingInvitations } from './invitation-store';
import { presentInvitation } from './invitation-view';

/** Open and expired invitations, newest first. Their links let someone in, so only who may invite sees them. */
export async function listInvitations(
  deps: Pick<AccessDeps, 'db' | 'clock' | 'env'>,
  actor: Actor,
): Promise<InvitationView[]> {
  requirePermission(actor, 'members:admin');
  const rows = await findPendingInvitations(deps.db, actor.workspaceId);
  const view = { baseUrl: deps.env.baseUrl, now: deps.clock.now() };
  return rows.map((row) => presentInvitation(row, view));
}
