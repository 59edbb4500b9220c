import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import {
  type SecretProviderView,
  type UpdateSecretProvider,
  updateSecretProvider as updateInput,
} from '@/lib/contract/secret-provider';
import { isUniqueViolation } from '@/lib/db/refused-data';
import { nameTaken } from './connect-secret-provider';
import type { ConnectionDeps } from './connection-deps';
import { connectionSettings } from './connection-settings';
import { requireConnection } from './connection-store';
import { getSecretProvider } from './get-secret-provider';

/**
 * Rename, change the cache duration or the plan, note the token's expiry. Another duration holds for what is cached
 * already: the database drops it (forget_cached), but for entries that have a duration of their own.
 */
export async function updateSecretProvider(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  actor: Actor,
  { id, change }: { id: string; change: UpdateSecretProvider },
): Promise<SecretProviderView> {
  requirePermission(actor, 'providers:admin');
  const { name, cache_ttl_seconds, stale_if_error, token_expires_at, plan } = updateInput.parse(change);
  const { workspaceId } = actor;
  try {
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      const before = await requireConnection(tx, workspaceId, id);
      await tx.secretProvider.update({
        where: { workspaceId_id: { workspaceId, id } },
        data: {
          ...(name === undefined ? {} : { name }),
          ...(token_expires_at === undefined ? {} : { tokenExpiresAt: token_expires_at }),
          ...(plan === undefined ? {} : { settings: { ...connectionSettings.parse(before.settings), plan } }),
          ...(cache_ttl_seconds === undefined ? {} : { cacheTtlSeconds: cache_ttl_seconds }),
          ...(stale_if_error === undefined ? {} : { serveStale: stale_if_error }),
        },
      });
      recordAct(tx, actor, {
        action: 'connection.updated',
        object: { kind: 'connection', id },
        detail: { name: name ?? before.name, changed: Object.keys(change) },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(name ?? '') : error;
  }
  return getSecretProvider(deps, actor, id);
}
