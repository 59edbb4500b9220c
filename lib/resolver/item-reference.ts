import { Problem } from '@/lib/contract/problem';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';

/** The item that an entry is bound to. */
export function referenceOf({ secretRef }: { secretRef: string | null }): SecretReference {
  const parsed = parseSecretReference(secretRef ?? '');
  if (!parsed.ok) throw new Problem('secret_ref_malformed', { message: parsed.error.message });
  return parsed.reference;
}
