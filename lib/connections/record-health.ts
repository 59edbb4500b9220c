import { z } from 'zod';
import { vaultAccess } from '@/lib/contract/secret-provider';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { SecretProviderErrorKind, VaultAccess } from '@/lib/secrets/provider';
import type { ConnectionDeps } from './connection-deps';
import type { ConnectionRow } from './connection-store';

type Outcome = { ok: true; vaults?: VaultAccess[] } | { ok: false; kind: SecretProviderErrorKind };

/** A success is written at most once a minute: a busy connection must not write a row per resolve. */
const SUCCESS_INTERVAL_MS = 60_000;

const vaultList = z.array(vaultAccess);

export async function recordHealth(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  connection: ConnectionRow,
  outcome: Outcome,
  /** In the same transaction, if anything is written. */
  also?: (tx: WorkspaceTransaction) => void,
): Promise<void> {
  const now = new Date(deps.clock.now());
  const fresh =
    connection.lastSuccessAt && now.getTime() - connection.lastSuccessAt.getTime() < SUCCESS_INTERVAL_MS;
  if (outcome.ok && !outcome.vaults && fresh && !connection.lastErrorKind) return;
  const { workspaceId, id } = connection;
  const seen =
    outcome.ok && outcome.vaults
      ? {
          vaults: withRemembered(connection, outcome.vaults).map((vault) => ({ ...vault })),
          lastCheckedAt: now,
        }
      : {};
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await tx.secretProvider.updateMany({
      where: { workspaceId, id },
      data: outcome.ok
        ? { lastSuccessAt: now, lastErrorKind: null, lastErrorAt: null, ...seen }
        : { lastErrorKind: outcome.kind, lastErrorAt: now, lastCheckedAt: now },
    });
    also?.(tx);
  });
}

/**
 * A verdict about writing that was found out once (by a write or a probe) outlives the process that found it: the
 * permissions of a token never change, so only a new token makes it void.
 */
export function withRemembered(
  connection: Pick<ConnectionRow, 'vaults'>,
  seen: VaultAccess[],
): VaultAccess[] {
  const known = vaultList.safeParse(connection.vaults).data ?? [];
  return seen.map((vault) => {
    const before = known.find(({ id }) => id === vault.id);
    return vault.write === 'unknown' && before && before.write !== 'unknown'
      ? { ...vault, write: before.write, evidence: before.evidence }
      : { ...vault };
  });
}
