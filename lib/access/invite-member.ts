import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { InvitationView, Role } from '@/lib/contract/workspace';
import { invariant } from '@/lib/kernel/assert';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { replaceInvitation } from './invitation-store';
import { presentInvitation } from './invitation-view';
import { requireOwnerForOwners } from './member-policy';
import { firstOwnerId, isMemberWithEmail } from './member-store';

const VALID_MILLISECONDS = 7 * 86_400_000;

/**
 * Makes a link that only the invited address can use, for 7 days. The inviter passes it on: this product sends no mail.
 */
export async function inviteMember(
  deps: Pick<AccessDeps, 'db' | 'clock' | 'env'>,
  actor: Actor,
  input: { email: string; role: Role },
): Promise<InvitationView> {
  requirePermission(actor, 'members:admin');
  requireOwnerForOwners(actor, input.role);
  const email = input.email.trim().toLowerCase();
  if (await isMemberWithEmail(deps.db, actor.workspaceId, email)) {
    throw new Problem('validation_failed', {
      message: 'This person is already a member.',
      fields: [{ field: 'email', message: 'This person is already a member' }],
    });
  }
  const now = deps.clock.now();
  const invitation = {
    workspaceId: actor.workspaceId,
    email,
    role: input.role,
    expiresAt: new Date(now + VALID_MILLISECONDS),
    inviterId: await inviter(deps, actor),
  };
  const row = await replaceInvitation(deps.db, invitation, (tx, { id, role }) =>
    recordAct(tx, actor, {
      action: 'member.invited',
      object: { kind: 'invitation', id },
      detail: { role },
    }),
  );
  return presentInvitation(row, { baseUrl: deps.env.baseUrl, now });
}

/** The column wants a person; an invitation made by a key is the first owner's. */
async function inviter(deps: Pick<AccessDeps, 'db'>, actor: Actor): Promise<string> {
  if (actor.who.kind === 'person') return actor.who.userId;
  const owner = await firstOwnerId(deps.db, actor.workspaceId);
  invariant(owner, 'a workspace has an owner');
  return owner;
}
