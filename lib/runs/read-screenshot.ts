import { type Actor, requirePermission } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import { open } from '@/lib/crypto/open';
import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { isId } from '@/lib/kernel/id';

export const artifactContext = (artifactId: string) =>
  ({ purpose: 'artifact', table: 'artifact', column: 'sealed', rowId: artifactId }) as const;

export async function readScreenshot(
  deps: { db: Database; keys: WorkspaceKeys },
  actor: Actor,
  { runId, artifactId }: { runId: string; artifactId: string },
): Promise<{ contentType: string; body: Buffer }> {
  requirePermission(actor, 'runs:read');
  const { workspaceId } = actor;
  const artifact =
    isId(runId) && isId(artifactId)
      ? await deps.db.withWorkspace(workspaceId, (tx) =>
          tx.artifact.findFirst({ where: { workspaceId, id: artifactId, runId } }),
        )
      : null;
  if (!artifact) throw new Problem('not_found', { message: 'There is no such screenshot.' });
  const keyring = await deps.keys.keyring(workspaceId);
  return {
    contentType: artifact.contentType,
    body: open(keyring, artifactContext(artifact.id), artifact.sealed),
  };
}
