import { Problem } from '@/lib/contract/problem';
import type { AccessDeps } from './access-deps';
import { type Actor, personActor } from './actor';
import type { Person } from './person';
import { findMembership } from './workspace-store';

/**
 * The person as a member of the workspace. Read from the database on each request, so that a changed role or a removed
 * member counts at once. A workspace one is not in and a workspace that is not are one answer.
 */
export async function enterWorkspace(
  deps: Pick<AccessDeps, 'db'>,
  person: Person,
  slug: string,
): Promise<Actor> {
  const membership = await findMembership(deps.db, person.userId, slug);
  if (!membership) throw new Problem('not_found');
  return personActor({
    workspaceId: membership.id,
    ...person,
    role: membership.role,
  });
}
