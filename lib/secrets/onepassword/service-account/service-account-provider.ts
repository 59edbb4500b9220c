import { Secret } from '@/lib/kernel/secret';
import type { CallOptions, ItemOverview, SecretProvider } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { formatFieldReference } from '@/lib/secrets/secret-reference';
import { checkWriteAccessOf } from './check-write-access';
import { toItemOverview, toLogin, toVaultAccess } from './map-item';
import { readOneTimePasswordOf } from './one-time-password';
import { type HourlyLimits, LOWEST_PUBLISHED_LIMITS, RateCounter } from './rate-counter';
import { readLoginsOf } from './read-logins';
import { SdkCalls } from './sdk-calls';
import { Session, type SessionDeps } from './session';
import { WriteVerdicts } from './write-access';
import { writeFieldsOf } from './write-fields';
import { WriteLanes } from './write-lanes';

export interface ServiceAccountDeps extends SessionDeps {
  hourlyLimits?: HourlyLimits;
}

/** Vaults listed at the same time; the thread decrypts one answer after the other anyway. */
const LISTED_AT_ONCE = 4;

/**
 * 1Password through a service account and the official SDK.
 *
 * Promises: signs in with the first call and once for all callers; host of the token checked before any request; a
 * read is never from a cache. Never: the token or a value in a message, a log line or this object's members.
 */
export function createServiceAccountProvider(deps: ServiceAccountDeps): SecretProvider {
  const counter = new RateCounter(deps.clock, deps.hourlyLimits ?? LOWEST_PUBLISHED_LIMITS);
  const session = new Session(deps, counter);
  const calls = new SdkCalls(session);
  const verdicts = new WriteVerdicts();
  const lanes = new WriteLanes();

  const listVaults = async (options: CallOptions = {}) => {
    const vaults = await calls.listVaults(options.signal);
    return vaults.map((vault) => toVaultAccess(vault, verdicts.of(vault.id)));
  };

  return {
    capabilities: {
      mode: 'service_account',
      batchRead: true,
      write: 'compare_and_swap',
      writeAccessKnown: false,
    },
    check: async (options) => ({ vaults: await listVaults(options) }),
    listVaults,
    listItems: (options = {}) => listItems(calls, options),
    readLogin: async (reference, options = {}) => toLogin(await calls.getItem(reference, options.signal)),
    readLogins: (references, options = {}) => readLoginsOf(calls, references, options.signal),
    readOneTimePassword: (reference, options = {}) =>
      readOneTimePasswordOf(() => calls.getItem(reference, options.signal), deps.clock),
    readField: async (reference, options = {}) =>
      Secret.of(await calls.resolve(formatFieldReference(reference), options.signal)),
    checkWriteAccess: (vaultId, options = {}) =>
      lanes.run(vaultId, () => checkWriteAccessOf(calls, verdicts, vaultId, options)),
    writeFields: (reference, expectedVersion, change, options = {}) =>
      lanes.run(reference.vaultId, () => {
        const access = {
          read: () => calls.getItem(reference, options.signal),
          put: (item: Parameters<SdkCalls['putItem']>[0]) =>
            verdicts.learn(reference.vaultId, () => calls.putItem(item, options.signal)),
        };
        return writeFieldsOf(access, expectedVersion, change, deps.clock);
      }),
    rateBudget: () => counter.budget(),
    close: () => session.close(),
  };
}

async function listItems(
  calls: SdkCalls,
  options: CallOptions & { vaultId?: string },
): Promise<ItemOverview[]> {
  const { vaultId, signal } = options;
  const visible = await calls.listVaults(signal);
  const vaults = vaultId === undefined ? visible : visible.filter((vault) => vault.id === vaultId);
  if (vaultId !== undefined && vaults.length === 0) {
    throw new SecretProviderError('not_found', 'The vault is not there, or it is not shared with the token.');
  }
  const items: ItemOverview[] = [];
  for (let from = 0; from < vaults.length; from += LISTED_AT_ONCE) {
    const some = vaults.slice(from, from + LISTED_AT_ONCE);
    const lists = await Promise.all(
      some.map(async (vault) => {
        const overviews = await calls.listItems(vault.id, signal);
        return overviews.map((overview) => toItemOverview(overview, vault.title));
      }),
    );
    items.push(...lists.flat());
  }
  return items;
}
