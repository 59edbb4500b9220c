import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { deleteApiKey } from './api-key-store';

/** Ends a key for good. Other processes may honour it for as long as they remember a check: VERIFIED_MILLISECONDS. */
export async function revokeApiKey(
  deps: Pick<AccessDeps, 'db'>,
  actor: Actor,
  input: { id: string },
): Promise<void> {
  requirePermission(actor, 'keys:admin');
  const where = { id: input.id, workspaceId: actor.workspaceId };
  const found = await deleteApiKey(deps.db, where, (tx, { name, start }) =>
    recordAct(tx, actor, {
      action: 'api_key.revoked',
      object: { kind: 'api_key', id: input.id },
      detail: { name, start },
    }),
  );
  if (!found) throw new Problem('not_found');
}
