import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import {
  type ConnectSecretProvider,
  connectSecretProvider as connectInput,
  type SecretProviderView,
} from '@/lib/contract/secret-provider';
import { seal } from '@/lib/crypto/seal';
import { isUniqueViolation } from '@/lib/db/refused-data';
import { newId } from '@/lib/kernel/id';
import type { SecretProvider, VaultAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';
import { problemFromProvider } from './error-advice';
import { getSecretProvider } from './get-secret-provider';
import { tokenContext } from './provider-registry';
import { readDraft } from './read-draft';

/**
 * Connects 1Password. Token and address are checked for shape, then for where they point, then against 1Password
 * itself; nothing is saved before all three passed. Only ciphertext and the last four characters are kept.
 */
export async function connectSecretProvider(
  deps: ConnectionDeps,
  actor: Actor,
  input: ConnectSecretProvider,
): Promise<SecretProviderView> {
  requirePermission(actor, 'providers:admin');
  const wanted = connectInput.parse(input);
  const { workspaceId } = actor;
  await refuseTakenName(deps, workspaceId, wanted.name);
  const draft = readDraft(wanted, deps.surroundings);
  const provider = deps.providers.forDraft(draft);
  try {
    const vaults = await visibleVaults(provider);
    const id = newId();
    const keyring = await deps.keys.keyring(workspaceId);
    const now = new Date(deps.clock.now());
    const connection = await deps.db.withWorkspace(workspaceId, async (tx) => {
      await tx.secretProvider.create({
        data: {
          workspaceId,
          id,
          mode: draft.mode,
          settings: draft.settings,
          name: wanted.name,
          tokenSealed: draft.token && seal(keyring.active, tokenContext(id), draft.token),
          tokenLastFour: draft.token?.lastFour() ?? '',
          tokenExpiresAt: wanted.token_expires_at ?? null,
          cacheTtlSeconds: wanted.cache_ttl_seconds,
          serveStale: wanted.stale_if_error,
          ownerUserId: actor.who.kind === 'person' ? actor.who.userId : null,
          vaults: vaults.map((vault) => ({ ...vault })),
          lastCheckedAt: now,
          lastSuccessAt: now,
        },
      });
      recordAct(tx, actor, {
        action: 'connection.created',
        object: { kind: 'connection', id },
        detail: { name: wanted.name, mode: draft.mode },
      });
      return requireConnection(tx, workspaceId, id);
    });
    await deps.providers.adopt(connection, provider);
    return await getSecretProvider(deps, actor, id);
  } catch (error) {
    await provider.close();
    throw isUniqueViolation(error) ? nameTaken(wanted.name) : error;
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

/** Throws a problem at the field `token` when the token does not work or sees nothing. */
export async function visibleVaults(provider: SecretProvider): Promise<VaultAccess[]> {
  let vaults: VaultAccess[];
  try {
    ({ vaults } = await provider.check());
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    const problem = problemFromProvider(error);
    const fields = problem.retryable ? [] : [{ field: 'token', message: problem.message }];
    throw new Problem(problem.code, { ...problem.details, fields });
  }
  if (vaults.length > 0) return vaults;
  throw new Problem('token_sees_no_vault', {
    message: 'The token works, but it has access to no vault.',
    hint: 'Make a token with read access to at least one vault; access cannot be added later.',
    fields: [{ field: 'token', message: 'Has access to no vault' }],
  });
}
