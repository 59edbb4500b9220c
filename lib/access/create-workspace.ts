import { recordAct } from '@/lib/audit/record-act';
import type { WorkspaceView } from '@/lib/contract/workspace';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { isUniqueViolation } from '@/lib/db/refused-data';
import { newId } from '@/lib/kernel/id';
import type { AccessDeps } from './access-deps';
import { personActor } from './actor';
import type { Person } from './person';
import { freeSlug, slugBase } from './workspace-slug';
import { insertWorkspace, takenSlugs } from './workspace-store';
import { presentWorkspace } from './workspace-view';

const TRIES = 3;

/**
 * A workspace with its first owner and its keys, in one transaction: there is no workspace that cannot seal.
 * Two people may choose one name at one time; the unique slug decides and the other tries again.
 */
export async function createWorkspace(
  deps: Pick<AccessDeps, 'db' | 'workspaceSecrets'>,
  person: Person,
  input: { name: string },
): Promise<WorkspaceView> {
  const base = slugBase(input.name);
  for (let attempt = 1; ; attempt += 1) {
    const slug = freeSlug(base, await takenSlugs(deps.db, base));
    try {
      const id = newId();
      const row = { id, name: input.name, slug, ownerUserId: person.userId };
      const provision = async (tx: WorkspaceTransaction) => {
        await deps.workspaceSecrets.provision(tx, id);
        recordAct(tx, personActor({ ...person, workspaceId: id, role: 'owner' }), {
          action: 'workspace.created',
          object: { kind: 'workspace', id },
          detail: { name: input.name },
        });
      };
      return presentWorkspace(await insertWorkspace(deps.db, row, provision));
    } catch (error) {
      if (attempt === TRIES || !isUniqueViolation(error)) throw error;
    }
  }
}
