import type { ResolvedEntry } from '@/lib/contract/resolve';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import type { ApiEncryptionKey } from '@/lib/db/workspace-secrets';
import { loginPart } from './login-part';
import { loginPin } from './login-pin';
import { asLogin, type ResolvedLogin } from './resolve-login';
import { resolvePart } from './resolve-part';
import type { EntryKey, ResolverDeps } from './resolver-deps';
import { openCopy, takeStandingCopy } from './standing-copy';

export interface ClientLoginDeps extends ResolverDeps {
  /** Sites that the operator lets be signed in to over plain http. */
  insecureHosts: readonly string[];
}

/** A login as a client gets it: its values as ciphertext, and in no other form. */
export interface ClientLogin {
  entryId: string;
  permissionedUserId: string;
  domain: string;
  login: NonNullable<ResolvedEntry['login']>;
}

/**
 * The login of an entry under the API encryption key.
 *
 * A cached value is opened and encrypted once for each key, and given out as that ciphertext for as long as it stands, which
 * the database is asked each time. Who asks again learns from it what they would learn by opening it: that it is the same.
 */
export async function clientLogin(
  deps: ClientLoginDeps,
  key: EntryKey,
  apiKey: ApiEncryptionKey,
): Promise<ClientLogin> {
  const copy = await takeStandingCopy(deps, key, loginPart);
  if (!copy) return encrypted(deps, apiKey, asLogin(key, await resolvePart(deps, key, loginPart)));
  const { clientLogins } = deps.resolving;
  const made = clientLogins.get(copy);
  if (made?.keyId === apiKey.id) return made.login;
  const login = encrypted(deps, apiKey, asLogin(key, await openCopy(deps, copy, loginPart)));
  clientLogins.set(copy, { keyId: apiKey.id, login });
  return login;
}

function encrypted(deps: ClientLoginDeps, { key }: ApiEncryptionKey, login: ResolvedLogin): ClientLogin {
  const { entryId, permissionedUserId, domain } = login;
  const pin = loginPin(login);
  return {
    entryId,
    permissionedUserId,
    domain,
    login: {
      username: encryptForClient(key, login.username),
      password: encryptForClient(key, login.password),
      has_one_time_password: login.hasOneTimePassword,
      source: login.source,
      resolved_at: login.resolvedAt.toISOString(),
      refresh_at: login.refreshAt.toISOString(),
      pin: {
        domain: pin.entryDomain,
        extra_origins: pin.extraOrigins,
        autofill: pin.autofill,
        never_origins: pin.neverOrigins,
        insecure_hosts: insecureHostsOf(pin.entryDomain, pin.extraOrigins, deps.insecureHosts),
      },
    },
  };
}

/** The operator's whole list is nobody's business; a client needs to know about the hosts it may fill. */
function insecureHostsOf(
  domain: string,
  extraOrigins: readonly string[],
  listed: readonly string[],
): string[] {
  if (listed.length === 0) return [];
  const hosts = [domain, ...extraOrigins].flatMap((origin) =>
    URL.canParse(origin) ? [new URL(origin).hostname] : [],
  );
  return listed.filter((host) => hosts.some((own) => host === own || host.startsWith(`${own}:`)));
}
