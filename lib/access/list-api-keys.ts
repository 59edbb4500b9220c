import type { ApiKeyView } from '@/lib/contract/workspace';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { findApiKeys } from './api-key-store';
import { presentApiKey } from './api-key-view';

/** The workspace's keys, newest first; never the keys themselves. */
export async function listApiKeys(deps: Pick<AccessDeps, 'db'>, actor: Actor): Promise<ApiKeyView[]> {
  requirePermission(actor, 'keys:admin');
  const rows = await findApiKeys(deps.db, actor.workspaceId);
  return rows.map(presentApiKey);
}
