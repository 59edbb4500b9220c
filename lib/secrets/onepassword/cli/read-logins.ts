import type { Login, SecretProviderErrorLike } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { mapAtOnce } from '../at-once';

/** As many as the connection runs processes. */
const READ_AT_ONCE = 2;

type Outcome = { reference: SecretReference; outcome: Login | SecretProviderErrorLike };

/**
 * One process per item, since the command reads one. What concerns an item alone is an error in its place; what
 * concerns all of them (the token, the limit, the network) is thrown, and nothing more is started.
 */
export function readLoginsOf(
  readLogin: (reference: SecretReference) => Promise<Login>,
  references: readonly SecretReference[],
): Promise<Outcome[]> {
  return mapAtOnce(references, READ_AT_ONCE, async (reference) => {
    try {
      return { reference, outcome: await readLogin(reference) };
    } catch (error) {
      if (!(error instanceof SecretProviderError) || !OF_ONE_ITEM.has(error.kind)) throw error;
      return { reference, outcome: error };
    }
  });
}

const OF_ONE_ITEM: ReadonlySet<SecretProviderError['kind']> = new Set([
  'not_found',
  'forbidden',
  'ambiguous',
  'unsupported',
  'malformed',
]);
