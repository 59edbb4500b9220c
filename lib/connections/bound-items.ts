import type { TokenReplacement } from '@/lib/contract/secret-provider';
import type { SecretProvider } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import type { ConnectionDeps } from './connection-deps';
import { problemFromProvider } from './error-advice';
import { type Ask, readItems } from './read-items';

type BoundEntry = TokenReplacement['entries'][number];

/** Whether a provider can read the item of each entry that is bound to a connection. The values are dropped. */
export async function readBoundItems(
  deps: Pick<ConnectionDeps, 'db'>,
  workspaceId: string,
  connectionId: string,
  provider: SecretProvider,
): Promise<BoundEntry[]> {
  const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findMany({
      where: { workspaceId, secretProviderId: connectionId },
      select: { id: true, permissionedUserId: true, domain: true, secretRef: true },
      orderBy: { createdAt: 'asc' },
    }),
  );
  const references = new Map<string, SecretReference>();
  for (const { secretRef } of rows) {
    const parsed = parseSecretReference(secretRef ?? '');
    if (secretRef && parsed.ok) references.set(secretRef, parsed.reference);
  }
  const ask: Ask = (work) => work(provider).catch(refuseInWords);
  const outcomes = await readItems(ask, references, () => null);
  const reasonOf = (secretRef: string | null) => {
    const outcome = outcomes.get(secretRef ?? '');
    if (!outcome) return 'The reference is broken.';
    return outcome.ok ? null : outcome.error.message;
  };
  return rows.map(({ id, permissionedUserId, domain, secretRef }) => {
    const reason = reasonOf(secretRef);
    return { id, permissioned_user_id: permissionedUserId, domain, readable: reason === null, reason };
  });
}

function refuseInWords(error: unknown): never {
  throw error instanceof SecretProviderError ? problemFromProvider(error) : error;
}
