import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';
import { getSecretProvider } from './get-secret-provider';
import { recordHealth } from './record-health';

/**
 * Asks 1Password now, also when it is being left in peace after a failure: a person who presses the button has done
 * something about it. A failure is a result to show (health and last error), not an error of this call.
 */
export async function testSecretProvider(
  deps: ConnectionDeps,
  actor: Actor,
  id: string,
): Promise<SecretProviderView> {
  requirePermission(actor, 'providers:admin');
  const { workspaceId } = actor;
  const connection = await deps.db.withWorkspace(workspaceId, (tx) => requireConnection(tx, workspaceId, id));
  const provider = await deps.providers.forConnection(connection);
  const outcome = await provider.check().then(
    ({ vaults }) => ({ ok: true, vaults }) as const,
    (error: unknown) => {
      if (!(error instanceof SecretProviderError)) throw error;
      return { ok: false, kind: error.kind } as const;
    },
  );
  await recordHealth(deps, connection, outcome, (tx) =>
    recordAct(tx, actor, {
      action: 'connection.tested',
      object: { kind: 'connection', id },
      outcome: outcome.ok ? 'success' : 'failure',
      detail: { name: connection.name, ...(outcome.ok ? {} : { reason: outcome.kind }) },
    }),
  );
  return getSecretProvider(deps, actor, id);
}
