import type { Actor } from '@/lib/access/actor';
import { callProvider } from '@/lib/connections/call-provider';
import { Problem } from '@/lib/contract/problem';
import { isId } from '@/lib/kernel/id';
import { parseSecretReference } from '@/lib/secrets/secret-reference';
import type { ProposedEntry } from './entry-rules-policy';
import { type ItemSnapshot, snapshotOf } from './item-snapshot';
import type { VaultDeps } from './vault-deps';

/** Reads the item once, live, before it is bound. The values are dropped; what the item has is kept for showing. */
export async function readBinding(
  deps: VaultDeps,
  actor: Actor,
  proposed: ProposedEntry,
): Promise<ItemSnapshot> {
  const { workspaceId } = actor;
  const id = proposed.secretProviderId;
  const connection =
    id && isId(id)
      ? await deps.db.withWorkspace(workspaceId, (tx) =>
          tx.secretProvider.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
        )
      : null;
  if (!connection) throw unknownConnection();
  const parsed = parseSecretReference(proposed.secretRef ?? '');
  if (!parsed.ok) throw new Problem('secret_ref_malformed', { message: parsed.error.message });

  try {
    const login = await callProvider(deps, connection, (provider) => provider.readLogin(parsed.reference));
    const titles = knownVaultTitles(connection.vaults);
    return snapshotOf(login, titles.get(parsed.reference.vaultId) ?? '');
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'item_not_found') throw error;
    const fields = [{ field: 'secret_ref', message: 'Not in 1Password any more' }];
    throw new Problem(error.code, { ...error.details, fields });
  }
}

function knownVaultTitles(vaults: unknown): Map<string, string> {
  const titles = new Map<string, string>();
  if (!Array.isArray(vaults)) return titles;
  for (const vault of vaults) {
    if (typeof vault?.id === 'string' && typeof vault?.title === 'string') titles.set(vault.id, vault.title);
  }
  return titles;
}

/** A connection of another workspace and one that never was are one answer. */
export function unknownConnection(): Problem {
  return new Problem('secret_provider_unknown', {
    message: 'The connection does not exist in this workspace.',
    hint: 'Choose one of the workspace’s connections.',
    fields: [{ field: 'secret_provider_id', message: 'No such connection in this workspace' }],
  });
}
