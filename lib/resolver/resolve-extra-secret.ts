import type { Secret } from '@/lib/kernel/secret';
import { extraSecretPart } from './extra-secret-part';
import type { Resolved } from './part';
import { type ResolveOptions, resolvePart } from './resolve-part';
import type { EntryKey, ResolverDeps } from './resolver-deps';

/**
 * One of an entry's further secrets, under the rules of its login: cached as long, cleared with it, read once for all who
 * ask together. Throws `extra_secret_unknown` for a name that the entry does not have.
 */
export async function resolveExtraSecret(
  deps: ResolverDeps,
  key: EntryKey,
  name: string,
  options: ResolveOptions = {},
): Promise<Resolved<Secret>> {
  return resolvePart(deps, key, extraSecretPart(name), options);
}
