import { type Actor, requirePermission } from '@/lib/access/actor';
import { headOf } from '@/lib/audit/chain-head';
import { readChainEnd } from '@/lib/audit/chain-store';
import type { AuditHead } from '@/lib/contract/audit-log';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';

/** The end of the chain as of now, to be kept elsewhere. */
export async function readAuditHead(deps: { db: Database }, actor: Actor): Promise<AuditHead> {
  requirePermission(actor, 'audit:read');
  const { workspaceId } = actor;
  const row = await deps.db.withWorkspace(workspaceId, (tx) => readChainEnd(tx, workspaceId));
  if (!row) throw new Problem('not_found', { message: 'Nothing is on record in this workspace yet.' });
  return headOf(row);
}
