import type { ActingRequest } from '@/lib/audit/acting-request';
import type { Act } from '@/lib/audit/record-act';
import type { AccessDeps } from './access-deps';
import { personActor } from './actor';
import { findMemberships } from './workspace-store';

export type PersonAct = Pick<Act, 'outcome'> & { action: `person.${string}` & Act['action'] };

/**
 * Signing in, passwords and second factors belong to a person, not to a workspace: each workspace that the person is a
 * member of has it on record, since it is its secrets that the person can reach.
 */
export async function recordPersonAct(
  deps: Pick<AccessDeps, 'db' | 'audit'>,
  person: { userId: string; name: string; request: ActingRequest },
  act: PersonAct,
): Promise<void> {
  const memberships = await findMemberships(deps.db, person.userId);
  const records = memberships.map(({ id, role }) =>
    deps.audit.record(personActor({ ...person, workspaceId: id, role }), {
      ...act,
      object: { kind: 'person', id: person.userId },
    }),
  );
  await Promise.all(records);
}

/** Whose address it is that someone tried; null for nobody's. */
export async function findPersonByEmail(
  deps: Pick<AccessDeps, 'db'>,
  email: string,
): Promise<{ userId: string; name: string } | null> {
  const user = await deps.db.people.user.findUnique({
    where: { email: email.toLowerCase() },
    select: { id: true, name: true },
  });
  return user && { userId: user.id, name: user.name };
}
