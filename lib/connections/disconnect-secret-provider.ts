import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import { isReferenceViolation } from '@/lib/db/refused-data';
import { announceChange } from './announce-change';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';

/** As many bound entries as a dialog can show; the count says how many there are. */
const LISTED_ENTRIES = 50;

/** Refused while entries are bound, with the entries in the answer: removing it would leave them without a login. */
export async function disconnectSecretProvider(
  deps: Pick<ConnectionDeps, 'db' | 'providers'>,
  actor: Actor,
  id: string,
): Promise<void> {
  requirePermission(actor, 'providers:admin');
  const { workspaceId } = actor;
  try {
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      const connection = await requireConnection(tx, workspaceId, id);
      const bound = { workspaceId, secretProviderId: id };
      const count = await tx.vaultEntry.count({ where: bound });
      if (count > 0) {
        const entries = await tx.vaultEntry.findMany({
          where: bound,
          select: { id: true, permissionedUserId: true, domain: true },
          orderBy: { createdAt: 'asc' },
          take: LISTED_ENTRIES,
        });
        throw inUse(connection.name, count, entries);
      }
      await tx.secretProvider.delete({ where: { workspaceId_id: { workspaceId, id } } });
      await announceChange(tx, id, deps.providers);
      recordAct(tx, actor, {
        action: 'connection.deleted',
        object: { kind: 'connection', id },
        detail: { name: connection.name },
      });
    });
  } catch (error) {
    // An entry was bound between the count and the delete: the foreign key refused.
    if (isReferenceViolation(error))
      throw new Problem('secret_provider_in_use', {
        message: 'An entry was just bound to this connection.',
        hint: 'Look at its bound entries again.',
      });
    throw error;
  }
  await deps.providers.release(id);
}

function inUse(
  name: string,
  count: number,
  entries: Array<{ id: string; permissionedUserId: string; domain: string }>,
): Problem {
  return new Problem('secret_provider_in_use', {
    message: `${count} vault ${count === 1 ? 'entry uses' : 'entries use'} ${name}.`,
    hint: 'Bind them to another connection or delete them, then disconnect.',
    extra: {
      count,
      entries: entries.map((entry) => ({
        id: entry.id,
        permissioned_user_id: entry.permissionedUserId,
        domain: entry.domain,
      })),
    },
  });
}
