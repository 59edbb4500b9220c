import type { SecretProviderErrorKind, VaultAccess } from '@/lib/secrets/provider';
import type { ConnectionDeps } from './connection-deps';
import type { ConnectionRow } from './connection-store';

type Outcome = { ok: true; vaults?: VaultAccess[] } | { ok: false; kind: SecretProviderErrorKind };

/** A success is written at most once a minute: a busy connection must not write a row per resolve. */
const SUCCESS_INTERVAL_MS = 60_000;

export async function recordHealth(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  connection: Pick<ConnectionRow, 'workspaceId' | 'id' | 'lastErrorKind' | 'lastSuccessAt'>,
  outcome: Outcome,
): Promise<void> {
  const now = new Date(deps.clock.now());
  const fresh =
    connection.lastSuccessAt && now.getTime() - connection.lastSuccessAt.getTime() < SUCCESS_INTERVAL_MS;
  if (outcome.ok && !outcome.vaults && fresh && !connection.lastErrorKind) return;
  const { workspaceId, id } = connection;
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.updateMany({
      where: { workspaceId, id },
      data: outcome.ok
        ? {
            lastSuccessAt: now,
            lastErrorKind: null,
            lastErrorAt: null,
            ...(outcome.vaults
              ? { vaults: outcome.vaults.map((vault) => ({ ...vault })), lastCheckedAt: now }
              : {}),
          }
        : { lastErrorKind: outcome.kind, lastErrorAt: now, lastCheckedAt: now },
    }),
  );
}
