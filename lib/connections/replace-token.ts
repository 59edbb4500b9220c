import { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import {
  providerMode,
  type ReplaceToken,
  replaceToken as replaceInput,
  type TokenReplacement,
  vaultAccess,
} from '@/lib/contract/secret-provider';
import { seal } from '@/lib/crypto/seal';
import type { Secret } from '@/lib/kernel/secret';
import type { SecretProvider, VaultAccess } from '@/lib/secrets/provider';
import { announceChange } from './announce-change';
import { readBoundItems } from './bound-items';
import { visibleVaults } from './connect-secret-provider';
import type { ConnectionDeps } from './connection-deps';
import { connectionSettings } from './connection-settings';
import { type ConnectionRow, requireConnection } from './connection-store';
import { tokenContext } from './provider-registry';
import { readConnectToken, readServiceAccountToken } from './read-draft';

/**
 * Another token for the same connection. Permissions of a token never change, so more access means a new token.
 *
 * Promise: the new one is validated, compared vault by vault, and tried on every bound item before anything changes;
 * then it is swapped in one transaction, and no process uses the old one or what was cached with it any more.
 */
export async function replaceToken(
  deps: ConnectionDeps,
  actor: Actor,
  { id, ...input }: ReplaceToken & { id: string },
): Promise<TokenReplacement> {
  requirePermission(actor, 'providers:admin');
  const { token: text, apply, accept_unreadable } = replaceInput.parse(input);
  const { workspaceId } = actor;
  const connection = await deps.db.withWorkspace(workspaceId, (tx) => requireConnection(tx, workspaceId, id));
  const token = readToken(deps, connection, text);
  const provider = deps.providers.forDraft({
    mode: providerMode.parse(connection.mode),
    settings: connectionSettings.parse(connection.settings),
    token,
  });
  let adopted = false;
  try {
    const vaults = await visibleVaults(provider);
    const entries = await readBoundItems(deps, workspaceId, id, provider);
    const comparison = { vaults: compare(connection, vaults), entries };
    if (!apply) return { applied: false, ...comparison };
    if (!accept_unreadable) refuseUnreadable(entries);
    await swap(deps, actor, connection, { token, vaults, provider });
    adopted = true;
    return { applied: true, ...comparison };
  } finally {
    if (!adopted) await provider.close();
  }
}

function readToken(deps: ConnectionDeps, connection: ConnectionRow, text: string): Secret {
  if (!connection.tokenSealed) {
    throw new Problem('provider_mode_refused', {
      message: 'This connection keeps no token here.',
      hint: 'Replace it where it is kept: in the variable or file it names, or in the signed-in account.',
    });
  }
  return connection.mode === 'connect'
    ? readConnectToken(text)
    : readServiceAccountToken(text, deps.surroundings);
}

function compare(connection: ConnectionRow, after: VaultAccess[]): TokenReplacement['vaults'] {
  const before = z.array(vaultAccess).safeParse(connection.vaults).data ?? [];
  const accessOf = (vault: VaultAccess | undefined) =>
    vault ? { read: vault.read, write: vault.write } : null;
  const all = new Map([...before, ...after].map((vault) => [vault.id, vault.title]));
  return [...all].map(([vaultId, title]) => ({
    id: vaultId,
    title,
    before: accessOf(before.find((vault) => vault.id === vaultId)),
    after: accessOf(after.find((vault) => vault.id === vaultId)),
  }));
}

function refuseUnreadable(entries: TokenReplacement['entries']): void {
  const unreadable = entries.filter((entry) => !entry.readable);
  if (unreadable.length === 0) return;
  const count = unreadable.length;
  throw new Problem('replacement_incomplete', {
    message: `${count} bound ${count === 1 ? 'item' : 'items'} could not be read with the new token.`,
    hint: 'Give the new token access to their vaults, or accept that those entries stop working.',
    extra: { entries: unreadable },
  });
}

async function swap(
  deps: ConnectionDeps,
  actor: Actor,
  { workspaceId, id, name }: ConnectionRow,
  next: { token: Secret; vaults: VaultAccess[]; provider: SecretProvider },
): Promise<void> {
  const keyring = await deps.keys.keyring(workspaceId);
  const now = new Date(deps.clock.now());
  const saved = await deps.db.withWorkspace(workspaceId, async (tx) => {
    await tx.secretProvider.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        tokenSealed: seal(keyring.active, tokenContext(id), next.token),
        tokenLastFour: next.token.lastFour(),
        tokenExpiresAt: null,
        vaults: next.vaults.map((vault) => ({ ...vault })),
        generation: { increment: 1 },
        lastCheckedAt: now,
        lastSuccessAt: now,
        lastErrorKind: null,
        lastErrorAt: null,
      },
    });
    await announceChange(tx, id, deps.providers);
    recordAct(tx, actor, { action: 'token.replaced', object: { kind: 'connection', id }, detail: { name } });
    return requireConnection(tx, workspaceId, id);
  });
  if (saved.status === 'active') await deps.providers.adopt(saved, next.provider);
  else await next.provider.close();
}
