import type { Secret } from '@/lib/kernel/secret';
import { extraSecretPart } from './extra-secret-part';
import { type ResolveOptions, resolvePart } from './resolve-part';
import type { EntryKey, ResolverDeps } from './resolver-deps';

export interface ResolvedSecret {
  value: Secret;
  /** Where it may be typed: the entry's site, as its login. */
  domain: string;
  extraOrigins: string[];
  source: 'stored' | 'cache' | 'live';
  stale: boolean;
  resolvedAt: Date;
  refreshAt: Date;
}

/**
 * One of an entry's further secrets, under the rules of its login: cached as long, cleared with it, read once for all who
 * ask together. Throws `extra_secret_unknown` for a name that the entry does not have.
 */
export async function resolveExtraSecret(
  deps: ResolverDeps,
  key: EntryKey,
  name: string,
  options: ResolveOptions = {},
): Promise<ResolvedSecret> {
  return resolvePart(deps, key, extraSecretPart(name), options);
}
