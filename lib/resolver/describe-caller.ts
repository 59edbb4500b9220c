import type { Actor } from '@/lib/access/actor';
import { findApiKey } from '@/lib/access/api-key-store';
import { invalidKey } from '@/lib/access/verify-api-key';
import { findWorkspace } from '@/lib/access/workspace-store';
import type { CallerView } from '@/lib/contract/caller';
import { Problem } from '@/lib/contract/problem';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import type { Database } from '@/lib/db/database';
import type { WorkspaceSecrets } from '@/lib/db/workspace-secrets';

/** What a key may do and until when, and a way to find out whether the encryption key beside it is the right one. */
export async function describeCaller(
  deps: { db: Database; workspaceSecrets: WorkspaceSecrets },
  { workspaceId, who, permissions }: Actor,
): Promise<CallerView> {
  if (who.kind !== 'api_key') throw new Problem('forbidden', { message: 'This answers API keys only.' });
  const [workspace, key, encryption] = await Promise.all([
    findWorkspace(deps.db, workspaceId),
    findApiKey(deps.db, { workspaceId, id: who.keyId }),
    deps.workspaceSecrets.readApiEncryptionKey(workspaceId),
  ]);
  // Revoked or deleted between the check of the key and now.
  if (!workspace || !key) throw invalidKey();
  return {
    workspace,
    key: {
      id: key.id,
      name: key.name,
      scopes: [...permissions],
      expires_at: key.expiresAt?.toISOString() ?? null,
    },
    encryption_check: encryptForClient(encryption.key, workspaceId),
  };
}
