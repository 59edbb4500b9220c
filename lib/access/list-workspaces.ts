import type { WorkspaceView } from '@/lib/contract/workspace';
import type { AccessDeps } from './access-deps';
import type { Person } from './person';
import { findMemberships } from './workspace-store';
import { presentWorkspace } from './workspace-view';

/** The workspaces the person belongs to, oldest first. */
export async function listWorkspaces(deps: Pick<AccessDeps, 'db'>, person: Person): Promise<WorkspaceView[]> {
  const rows = await findMemberships(deps.db, person.userId);
  return rows.map(presentWorkspace);
}
