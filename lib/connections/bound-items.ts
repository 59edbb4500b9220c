import type { TokenReplacement } from '@/lib/contract/secret-provider';
import type { Login, SecretProvider, SecretProviderErrorLike } from '@/lib/secrets/provider';
import { batchesOf } from '@/lib/secrets/reference-batches';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import type { ConnectionDeps } from './connection-deps';
import { problemFromProvider } from './error-advice';

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
  const reasons = await unreadable(provider, references);
  return rows.map(({ id, permissionedUserId, domain, secretRef }) => {
    const reason =
      reasons.get(secretRef ?? '') ?? (references.has(secretRef ?? '') ? null : 'The reference is broken.');
    return { id, permissioned_user_id: permissionedUserId, domain, readable: reason === null, reason };
  });
}

/** By reference: why its item cannot be read. Asked vault by vault, as many at once as the backend allows. */
async function unreadable(
  provider: SecretProvider,
  references: ReadonlyMap<string, SecretReference>,
): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const wanted = [...references].map(([text, reference]) => ({ text, reference }));
  for (const batch of batchesOf(wanted)) {
    const outcomes = await readPart(
      provider,
      batch.map(({ reference }) => reference),
    );
    batch.forEach(({ text }, index) => {
      const outcome = outcomes[index];
      if (outcome && 'kind' in outcome) reasons.set(text, outcome.message);
    });
  }
  return reasons;
}

/** A vault that the token cannot see refuses the whole call; that says the same of each item in it. */
async function readPart(
  provider: SecretProvider,
  references: SecretReference[],
): Promise<Array<Login | SecretProviderErrorLike>> {
  try {
    return (await provider.readLogins(references)).map(({ outcome }) => outcome);
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    if (error.kind !== 'not_found' && error.kind !== 'forbidden') throw problemFromProvider(error);
    return references.map(() => error);
  }
}
