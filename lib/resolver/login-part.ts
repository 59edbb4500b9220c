import { z } from 'zod';
import { Problem } from '@/lib/contract/problem';
import { Secret } from '@/lib/kernel/secret';
import type { Login, SecretProvider } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { openStored } from '@/lib/vault/entry-secrets';
import { readMappedLogin } from '@/lib/vault/field-mapping';
import {
  type ItemSnapshot,
  missingName,
  missingSince,
  readSnapshot,
  snapshotOf,
} from '@/lib/vault/item-snapshot';
import { referenceOf } from './item-reference';
import type { Landing, Part } from './part';
import { placeOf } from './part';
import type { Bound, ResolvableEntry } from './resolvable-entry';
import type { ResolverDeps, RotationCandidate } from './resolver-deps';
import { isTransportFailure } from './stale-policy';

/** What of a login is worth keeping for a while. A one-time code never is. */
export interface LoginValue {
  username: Secret;
  password: Secret;
  websites: Login['websites'];
  hasOneTimePassword: boolean;
}

const packed = z.object({
  username: z.string(),
  password: z.string(),
  websites: z.array(z.object({ url: z.string(), autofill: z.enum(['anywhere', 'exact', 'never']) })),
  hasOneTimePassword: z.boolean(),
});

export const loginPart: Part<LoginValue> = {
  name: 'login',
  flights: ({ resolving }) => resolving.loginFlights,
  async stored({ keys }, entry) {
    const keyring = await keys.keyring(entry.workspaceId);
    return {
      username: openStored(keyring, entry, 'username') ?? Secret.of(''),
      password: openStored(keyring, entry, 'password') ?? Secret.of(''),
      websites: [],
      hasOneTimePassword: entry.totpSecretSealed !== null,
    };
  },
  live: (provider, entry, now) => readLive(provider, entry, now),
  missing: (item, now) => ({ ...item, error: 'not_found', error_at: new Date(now).toISOString() }),
  missedAt: ({ error, error_at }) => (error === 'not_found' ? error_at : null),
  pack: ({ username, password, ...rest }) => ({
    username: username.reveal(),
    password: password.reveal(),
    ...rest,
  }),
  unpack(json) {
    const { username, password, ...rest } = packed.parse(json);
    return { username: Secret.of(username), password: Secret.of(password), ...rest };
  },
  async whileUnsettled(deps, key, bound, read) {
    const candidate = await deps.rotationCandidate?.(key);
    return candidate ? withCandidate(deps, bound, candidate, read) : read();
  },
};

/** The same with another way to read items, such as many at once. */
export function loginPartReading(readLogin: LoginReader): Part<LoginValue> {
  return { ...loginPart, live: (provider, entry, now) => readLive(provider, entry, now, readLogin) };
}

export type LoginReader = (provider: SecretProvider, reference: SecretReference) => Promise<Login>;

async function readLive(
  provider: SecretProvider,
  entry: ResolvableEntry,
  now: number,
  readLogin: LoginReader = (from, reference) => from.readLogin(reference),
): Promise<{ value: LoginValue; item: ItemSnapshot }> {
  const mapped = await readMappedLogin(provider, referenceOf(entry), entry, (reference) =>
    readLogin(provider, reference),
  );
  const { username, password, websites, hasOneTimePassword } = mapped.login;
  const before = readSnapshot(entry.item);
  // What is known of the further secrets is not seen here, and stays.
  const others = Object.keys(before?.missing ?? {}).filter((name) => name.startsWith(missingName('')));
  const missing = missingSince(before?.missing ?? {}, [...mapped.missing, ...others], now);
  const item = snapshotOf(mapped.login, before?.vault_title ?? '', missing);
  return { value: { username, password, websites, hasOneTimePassword }, item };
}

/** The password that works, with the rest of the item as it is now. */
async function withCandidate(
  deps: ResolverDeps,
  bound: Bound,
  { password, username }: RotationCandidate,
  read: () => Promise<Landing<LoginValue>>,
): Promise<Landing<LoginValue>> {
  try {
    const landing = await read();
    return landing === 'again' ? landing : { ...landing, value: { ...landing.value, password } };
  } catch (error) {
    if (!username || !(error instanceof Problem) || !isTransportFailure(error.code)) throw error;
    return whileAway(deps, bound, { password, username });
  }
}

/** 1Password is away: nothing is known of the item's websites, so the password goes to the entry's own host only. */
function whileAway(
  { clock }: ResolverDeps,
  bound: Bound,
  { password, username }: Required<RotationCandidate>,
): Landing<LoginValue> {
  const { domain } = bound.entry;
  const now = new Date(clock.now());
  const hasOneTimePassword = readSnapshot(bound.entry.item)?.has_one_time_password ?? false;
  const websites: LoginValue['websites'] = [{ url: domain, autofill: 'exact' }];
  return {
    ...placeOf(bound),
    value: { username, password, websites, hasOneTimePassword },
    source: 'live',
    stale: false,
    resolvedAt: now,
    refreshAt: now,
  };
}
