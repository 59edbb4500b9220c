import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { WorkspaceView } from '@/lib/contract/workspace';
import { invariant } from '@/lib/kernel/assert';
import type { AccessDeps } from './access-deps';
import { personActor } from './actor';
import { acceptPendingInvitation, findPendingInvitation } from './invitation-store';
import { isExpired } from './invitation-view';
import type { Person } from './person';
import { findMemberships } from './workspace-store';
import { presentWorkspace } from './workspace-view';

/**
 * Makes the person a member. An unknown, used, expired or withdrawn invitation, and one for another address, are one
 * answer: a link that went astray tells nothing.
 */
export async function acceptInvitation(
  deps: Pick<AccessDeps, 'db' | 'clock'>,
  person: Person,
  input: { id: string },
): Promise<WorkspaceView> {
  const invitation = await findPendingInvitation(deps.db, { id: input.id });
  const usable =
    invitation !== null &&
    !isExpired(invitation, deps.clock.now()) &&
    invitation.email === person.email.toLowerCase();
  if (!usable) throw refused();
  const { workspaceId, role } = invitation;
  const accepted = await acceptPendingInvitation(deps.db, invitation, person.userId, (tx) =>
    recordAct(tx, personActor({ ...person, workspaceId, role }), {
      action: 'member.joined',
      object: { kind: 'member', id: person.userId },
      detail: { role },
    }),
  );
  if (!accepted) throw refused();
  const joined = (await findMemberships(deps.db, person.userId)).find((row) => row.id === workspaceId);
  invariant(joined, 'an accepted invitation makes a member');
  return presentWorkspace(joined);
}

function refused(): Problem {
  return new Problem('not_found', {
    message: 'This invitation cannot be used.',
    hint: 'Sign in with the address it was made for, or ask for a new link: links work for 7 days.',
  });
}
