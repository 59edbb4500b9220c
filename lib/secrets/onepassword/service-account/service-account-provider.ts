import { Secret } from '@/lib/kernel/secret';
import type { CallOptions, SecretProvider } from '@/lib/secrets/provider';
import { formatFieldReference } from '@/lib/secrets/secret-reference';
import { checkWriteAccessOf } from '../check-write-access';
import { type HourlyLimits, LOWEST_PUBLISHED_LIMITS } from '../hourly-count';
import { listItemsOf } from '../list-items';
import { CodeFields } from '../one-time-code-field';
import { WriteLanes } from '../write-lanes';
import { WriteVerdicts } from '../write-verdicts';
import { toItemOverview, toLogin, toVaultAccess } from './map-item';
import { readOneTimePasswordOf } from './one-time-password';
import { RateCounter } from './rate-counter';
import { readLoginsOf } from './read-logins';
import { SdkCalls } from './sdk-calls';
import { sdkClockSkewMs } from './sdk-thread';
import { Session, type SessionDeps } from './session';
import { SERVICE_ACCOUNT_WORDS, sdkWriteProbe } from './write-access';
import { writeFieldsOf } from './write-fields';

export interface ServiceAccountDeps extends SessionDeps {
  hourlyLimits?: HourlyLimits;
}

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
  const verdicts = new WriteVerdicts(SERVICE_ACCOUNT_WORDS);
  const lanes = new WriteLanes();

  const codeFields = new CodeFields(deps.clock, (reference, signal) =>
    calls.resolve(formatFieldReference(reference), signal),
  );

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
    listItems: ({ vaultId, signal } = {}) => {
      const itemsOf = async (vault: { id: string; title: string }) =>
        (await calls.listItems(vault.id, signal)).map((item) => toItemOverview(item, vault.title));
      return listItemsOf({ vaults: () => calls.listVaults(signal), itemsOf }, vaultId);
    },
    readLogin: async (reference, options = {}) => toLogin(await calls.getItem(reference, options.signal)),
    readLogins: (references, options = {}) => readLoginsOf(calls, references, options.signal),
    readOneTimePassword: (reference, options = {}) =>
      readOneTimePasswordOf(() => calls.getItem(reference, options.signal), deps.clock),
    readOneTimePasswordField: (reference, options = {}) => codeFields.read(reference, options.signal),
    readField: async (reference, options = {}) =>
      Secret.of(await calls.resolve(formatFieldReference(reference), options.signal)),
    checkWriteAccess: (vaultId, options = {}) =>
      lanes.run(vaultId, () => checkWriteAccessOf(sdkWriteProbe(calls), verdicts, vaultId, options)),
    writeFields: (reference, expectedVersion, change, options = {}) =>
      lanes.run(reference.vaultId, () => {
        const access = {
          read: () => calls.getItem(reference, options.signal),
          put: (item: Parameters<SdkCalls['putItem']>[0]) =>
            verdicts.learn(reference.vaultId, () => calls.putItem(item, options.signal)),
        };
        return writeFieldsOf(access, expectedVersion, change, deps.clock);
      }),
    createLogin: (vaultId, login, options = {}) =>
      lanes.run(vaultId, async () => ({
        vaultId,
        itemId: await verdicts.learn(vaultId, () => calls.createLogin(vaultId, login, options.signal)),
      })),
    rateBudget: () => counter.budget(),
    clockSkewMs: sdkClockSkewMs,
    close: () => session.close(),
  };
}
