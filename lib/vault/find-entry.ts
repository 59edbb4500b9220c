import { type Actor, requirePermission } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import { normaliseOrigin } from '@/lib/kernel/site';
import type { EntryWithProvider } from './entry-store';
import type { VaultDeps } from './vault-deps';

/** By what identifies an entry on the wire. Throws `not_found`. */
export async function findEntry(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  { permissionedUserId, domain }: { permissionedUserId: string; domain: string },
): Promise<EntryWithProvider> {
  requirePermission(actor, 'vault:read');
  const origin = normaliseOrigin(domain);
  const { workspaceId } = actor;
  const entry = origin.ok
    ? await deps.db.withWorkspace(workspaceId, (tx) =>
        tx.vaultEntry.findUnique({
          where: {
            workspaceId_permissionedUserId_domain: { workspaceId, permissionedUserId, domain: origin.origin },
          },
          include: { secretProvider: true },
        }),
      )
    : null;
  if (!entry) throw new Problem('not_found', { message: 'There is no such entry in this workspace.' });
  return entry;
}
