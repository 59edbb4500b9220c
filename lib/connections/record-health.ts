import { z } from 'zod';
import { vaultAccess } from '@/lib/contract/secret-provider';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { SecretProviderErrorKind, VaultAccess } from '@/lib/secrets/provider';
import { PAUSES_MS } from './breaker-policy';
import type { ConnectionDeps } from './connection-deps';
import type { ConnectionRow } from './connection-store';

type Outcome = { ok: true; vaults: VaultAccess[] } | { ok: false; kind: SecretProviderErrorKind };

/** A success is written at most once a minute: a busy connection must not write a row per resolve. */
const SUCCESS_INTERVAL_MS = 60_000;

/** Whoever owns the item or the token has said no: what was read before must not be served on the sly. */
const REFUSALS: ReadonlySet<SecretProviderErrorKind> = new Set(['unauthorised', 'forbidden']);

const vaultList = z.array(vaultAccess);

/** Whether a call that went well is news. It is written with what follows the call anyway (settle_call). */
export function isSuccessDue(
  { lastSuccessAt, lastErrorKind }: Pick<ConnectionRow, 'lastSuccessAt' | 'lastErrorKind'>,
  now: number,
): boolean {
  return lastErrorKind !== null || now - (lastSuccessAt?.getTime() ?? 0) >= SUCCESS_INTERVAL_MS;
}

/** How a check or a failed call went. Nothing is noted of a token that has been replaced meanwhile. */
export async function recordHealth(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  connection: Pick<ConnectionRow, 'workspaceId' | 'id' | 'generation' | 'vaults'>,
  outcome: Outcome,
  /** In the same transaction. */
  also?: (tx: WorkspaceTransaction) => void,
): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.db.withWorkspace(connection.workspaceId, async (tx) => {
    if (outcome.ok) await noteCheck(tx, connection, outcome.vaults, now);
    else await noteFailure(tx, connection, outcome.kind, now);
    also?.(tx);
  });
}

export async function recordFailure(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  connection: Pick<ConnectionRow, 'workspaceId' | 'id' | 'generation'>,
  kind: SecretProviderErrorKind,
): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.db.withWorkspace(connection.workspaceId, (tx) => noteFailure(tx, connection, kind, now));
}

async function noteCheck(
  tx: WorkspaceTransaction,
  connection: Pick<ConnectionRow, 'workspaceId' | 'id' | 'generation' | 'vaults'>,
  seen: VaultAccess[],
  now: Date,
): Promise<void> {
  const { workspaceId, id, generation } = connection;
  const vaults = withRemembered(connection, seen).map((vault) => ({ ...vault }));
  await tx.secretProvider.updateMany({
    where: { workspaceId, id, generation },
    data: { lastSuccessAt: now, lastErrorKind: null, lastErrorAt: null, lastCheckedAt: now, vaults },
  });
}

async function noteFailure(
  tx: WorkspaceTransaction,
  { workspaceId, id, generation }: Pick<ConnectionRow, 'workspaceId' | 'id' | 'generation'>,
  kind: SecretProviderErrorKind,
  now: Date,
): Promise<void> {
  // What fails in another way while 1Password is left in peace must not have everyone ask again.
  const pauses = Object.entries(PAUSES_MS).map(([lastErrorKind, milliseconds]) => ({
    lastErrorKind,
    lastErrorAt: { gt: new Date(now.getTime() - milliseconds) },
  }));
  const mayReplace =
    kind in PAUSES_MS
      ? {}
      : { OR: [{ lastErrorKind: null }, { AND: pauses.map((pause) => ({ NOT: pause })) }] };
  await tx.secretProvider.updateMany({
    where: { workspaceId, id, generation, ...mayReplace },
    data: { lastErrorKind: kind, lastErrorAt: now, lastCheckedAt: now },
  });
  if (REFUSALS.has(kind)) {
    await tx.$executeRaw`update cached_secret set kept_until = expires_at
      where workspace_id = ${workspaceId}::uuid and provider_id = ${id}::uuid`;
  }
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
