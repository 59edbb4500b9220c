import { type Actor, requirePermission } from '@/lib/access/actor';
import type { SignInCheckView } from '@/lib/contract/sign-in-check';
import type { Database } from '@/lib/db/database';
import { requireCheck } from './sign-in-check-store';
import { presentCheck } from './sign-in-check-view';

export async function getSignInCheck(
  deps: { db: Database },
  actor: Actor,
  id: string,
): Promise<SignInCheckView> {
  requirePermission(actor, 'runs:read');
  const { workspaceId } = actor;
  return presentCheck(await deps.db.withWorkspace(workspaceId, (tx) => requireCheck(tx, workspaceId, id)));
}
