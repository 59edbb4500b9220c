import type { Login, SecretProvider, SecretProviderErrorLike } from '@/lib/secrets/provider';
import { batchesOf } from '@/lib/secrets/reference-batches';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SecretReference } from '@/lib/secrets/secret-reference';

/** How a provider is asked: through a saved connection (call-provider.ts), or one that is only being looked at. */
export type Ask = <Answer>(work: (provider: SecretProvider) => Promise<Answer>) => Promise<Answer>;

export type ReadOutcome<Seen> = { ok: true; seen: Seen } | { ok: false; error: SecretProviderErrorLike };

/**
 * Reads many items, vault by vault, as many at once as the backend allows. `see` makes what is wanted of each login as
 * soon as it is there: no more values than those of one batch are held at any time.
 */
export async function readItems<Seen>(
  ask: Ask,
  references: ReadonlyMap<string, SecretReference>,
  see: (login: Login) => Seen,
): Promise<Map<string, ReadOutcome<Seen>>> {
  const outcomes = new Map<string, ReadOutcome<Seen>>();
  const wanted = [...references].map(([text, reference]) => ({ text, reference }));
  for (const batch of batchesOf(wanted)) {
    const read = await ask((provider) =>
      readBatch(
        provider,
        batch.map(({ reference }) => reference),
        see,
      ),
    );
    batch.forEach(({ text }, index) => {
      const outcome = read[index];
      if (outcome) outcomes.set(text, outcome);
    });
  }
  return outcomes;
}

/** A vault that the token cannot see refuses the whole call, and so may one item that is archived. */
async function readBatch<Seen>(
  provider: SecretProvider,
  references: readonly SecretReference[],
  see: (login: Login) => Seen,
): Promise<Array<ReadOutcome<Seen>>> {
  try {
    const logins = await provider.readLogins(references);
    return logins.map(({ outcome }) =>
      'kind' in outcome ? { ok: false, error: outcome } : { ok: true, seen: see(outcome) },
    );
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    if (error.kind !== 'not_found' && error.kind !== 'forbidden') throw error;
    const active = error.kind === 'not_found' ? await activeOf(provider, references) : [];
    const some = active.length > 0 && active.length < references.length;
    const read = some ? await readBatch(provider, active, see) : [];
    return references.map((reference) => read[active.indexOf(reference)] ?? { ok: false, error });
  }
}

/** Those of one vault that are there and not archived, by its list: one call, and not one for each. */
async function activeOf(
  provider: SecretProvider,
  references: readonly SecretReference[],
): Promise<SecretReference[]> {
  const [first, ...others] = references;
  if (!first || others.length === 0) return [];
  try {
    const items = await provider.listItems({ vaultId: first.vaultId });
    const ids = new Set(items.map(({ id }) => id));
    return references.filter(({ itemId }) => ids.has(itemId));
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    if (error.kind !== 'not_found' && error.kind !== 'forbidden') throw error;
    return [];
  }
}
