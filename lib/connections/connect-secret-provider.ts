import { type Actor, requirePermission } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import {
  type ConnectSecretProvider,
  connectSecretProvider as connectInput,
  type SecretProviderView,
} from '@/lib/contract/secret-provider';
import { seal } from '@/lib/crypto/seal';
import { isUniqueViolation } from '@/lib/db/unique-violation';
import { newId } from '@/lib/kernel/id';
import type { Secret } from '@/lib/kernel/secret';
import type { VaultAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { ConnectionDeps } from './connection-deps';
import { readConnection } from './connection-store';
import { presentConnection } from './connection-view';
import { problemFromProvider } from './error-advice';
import { tokenContext } from './provider-registry';
import { readToken } from './read-token';

/**
 * Connects 1Password. The token is checked for shape, then for where it points, then against 1Password itself;
 * nothing is saved before all three passed. Only ciphertext and the last four characters are kept.
 */
export async function connectSecretProvider(
  deps: ConnectionDeps,
  actor: Actor,
  input: ConnectSecretProvider,
): Promise<SecretProviderView> {
  requirePermission(actor, 'providers:admin');
  const { name, token: text, cache_ttl_seconds, token_expires_at } = connectInput.parse(input);
  await refuseTakenName(deps, actor.workspaceId, name);
  const token = readToken(text, deps.allowedTokenHosts);
  const vaults = await visibleVaults(deps, token);

  const id = newId();
  const { workspaceId } = actor;
  const keyring = await deps.keys.keyring(workspaceId);
  const now = new Date(deps.clock.now());
  try {
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      await tx.secretProvider.create({
        data: {
          workspaceId,
          id,
          mode: 'service_account',
          name,
          tokenSealed: seal(keyring.active, tokenContext(id), token),
          tokenLastFour: token.lastFour(),
          tokenExpiresAt: token_expires_at ?? null,
          cacheTtlSeconds: cache_ttl_seconds,
          ownerUserId: actor.who.kind === 'person' ? actor.who.userId : null,
          vaults: vaults.map((vault) => ({ ...vault })),
          lastCheckedAt: now,
          lastSuccessAt: now,
        },
      });
      return presentConnection(await readConnection(tx, workspaceId, id));
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(name);
    throw error;
  }
}

/** Asked before 1Password is, so that a typing slip does not cost a sign-in; the unique key still has the last word. */
async function refuseTakenName(deps: ConnectionDeps, workspaceId: string, name: string): Promise<void> {
  const same = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.findUnique({
      where: { workspaceId_name: { workspaceId, name } },
      select: { id: true },
    }),
  );
  if (same) throw nameTaken(name);
}

export function nameTaken(name: string): Problem {
  return new Problem('name_taken', {
    message: `There is already a connection named ${name}.`,
    hint: 'Choose another name.',
    fields: [{ field: 'name', message: 'Already used by another connection' }],
  });
}

async function visibleVaults(deps: ConnectionDeps, token: Secret): Promise<VaultAccess[]> {
  const provider = deps.providers.forToken(token);
  try {
    const { vaults } = await provider.check();
    if (vaults.length > 0) return vaults;
    throw new Problem('token_sees_no_vault', {
      message: 'The token works, but the service account has access to no vault.',
      hint: 'Create a service account with read access to at least one vault; access cannot be added later.',
      fields: [{ field: 'token', message: 'Has access to no vault' }],
    });
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    const problem = problemFromProvider(error);
    throw new Problem(problem.code, {
      ...problem.details,
      fields: [{ field: 'token', message: problem.message }],
    });
  } finally {
    await provider.close();
  }
}
