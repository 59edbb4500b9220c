import type { Secret } from '@/lib/kernel/secret';
import type { Login } from '@/lib/secrets/provider';
import { type LoginValue, loginPart } from './login-part';
import type { Place, Resolved } from './part';
import { type ResolveOptions, resolvePart } from './resolve-part';
import type { EntryKey, ResolverDeps } from './resolver-deps';

export interface ResolvedLogin extends Place {
  entryId: string;
  username: Secret;
  password: Secret;
  websites: Login['websites'];
  hasOneTimePassword: boolean;
  source: 'stored' | 'cache' | 'live';
  /** Served although it has expired: 1Password cannot be reached, and the connection allows it. */
  stale: boolean;
  resolvedAt: Date;
  /** When a caller that keeps the value should ask again; equal to resolvedAt with the cache off. */
  refreshAt: Date;
}

/** Turns an entry into a user name and a password at the moment they are needed: policy, then cache, then provider. */
export function resolveLogin(
  deps: ResolverDeps,
  key: EntryKey,
  options: ResolveOptions = {},
): Promise<ResolvedLogin> {
  const resolve = async () => asLogin(key, await resolvePart(deps, key, loginPart, options));
  return options.fresh ? resolve() : deps.resolving.logins.run(`${key.workspaceId} ${key.entryId}`, resolve);
}

export function asLogin({ entryId }: EntryKey, { value, ...resolved }: Resolved<LoginValue>): ResolvedLogin {
  return { entryId, ...resolved, ...value };
}
