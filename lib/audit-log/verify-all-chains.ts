import { listChains } from '@/lib/audit/chain-store';
import { type ChainVerification, verifyChain } from '@/lib/audit/verify-chain';
import type { AuditHead } from '@/lib/contract/audit-log';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';

export interface VerifiedChain extends ChainVerification {
  workspaceId: string;
}

/**
 * Every chain of the database, one after the other, each against the heads that were kept of it. A chain that is known
 * by a head only is verified too: it may have been removed as a whole.
 */
export async function* verifyAllChains(
  deps: { db: Database; auditKeys: AuditKeys },
  heads: readonly AuditHead[],
): AsyncGenerator<VerifiedChain> {
  const present = await listChains(deps.db);
  for (const workspaceId of new Set([...present, ...heads.map((head) => head.workspace_id)])) {
    const known = heads.filter((head) => head.workspace_id === workspaceId);
    yield { workspaceId, ...(await verifyChain(deps, workspaceId, known)) };
  }
}
