import { type Actor, requirePermission } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import { open } from '@/lib/crypto/open';
import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { isId } from '@/lib/kernel/id';

export const artifactContext = (artifactId: string) =>
  ({ purpose: 'artifact', table: 'artifact', column: 'sealed', rowId: artifactId }) as const;

export type ArtifactKind = 'screenshot' | 'file';

/** A picture that a run took, or a file that it downloaded. */
export async function readArtifact(
  deps: { db: Database; keys: WorkspaceKeys },
  actor: Actor,
  { runId, artifactId, kind }: { runId: string; artifactId: string; kind: ArtifactKind },
): Promise<{ name: string; contentType: string; body: Buffer }> {
  requirePermission(actor, 'runs:read');
  const { workspaceId } = actor;
  const artifact =
    isId(runId) && isId(artifactId)
      ? await deps.db.withWorkspace(workspaceId, (tx) =>
          tx.artifact.findFirst({ where: { workspaceId, id: artifactId, runId, kind } }),
        )
      : null;
  if (!artifact) throw new Problem('not_found', { message: `There is no such ${kind}.` });
  const keyring = await deps.keys.keyring(workspaceId);
  return {
    name: artifact.name,
    contentType: artifact.contentType,
    body: open(keyring, artifactContext(artifact.id), artifact.sealed),
  };
}
