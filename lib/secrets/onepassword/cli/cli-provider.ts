import type { Secret } from '@/lib/kernel/secret';
import type { CallOptions, RateBudget, SecretProvider, WriteAccess } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { checkWriteAccessOf } from '../check-write-access';
import { HourlyCount, LOWEST_PUBLISHED_LIMITS } from '../hourly-count';
import { loginOfJson } from '../json-login';
import { listItemsOf } from '../list-items';
import { readCodeOf } from '../one-time-code';
import { CodeFields } from '../one-time-code-field';
import { WriteLanes } from '../write-lanes';
import { WriteVerdicts } from '../write-verdicts';
import { codeOf, toItemOverview, toVaultAccess } from './map-op-item';
import { OpCalls } from './op-calls';
import { editabilityOf, PASSKEYS_UNSEEN } from './op-editability';
import type { OpItem } from './op-item';
import { opItemChanges } from './op-item-change';
import { OpSession, type OpSessionDeps } from './op-session';
import { toHourlyReport } from './rate-limit-report';
import { readLoginsOf } from './read-logins';
import { opWriteProbe, verdictWordsFor } from './write-access';
import { writeFieldsOf } from './write-fields';

export interface CliProviderDeps extends OpSessionDeps {
  /**
   * The operator's word that no login to be written holds a passkey. Without it nothing is written: the command does
   * not print passkeys and drops them when an item is replaced by a template, and the only other way to write a given
   * value puts it on the command line, where every user of the machine can read it.
   */
  itemsHaveNoPasskeys?: boolean;
}

export interface CliProvider extends SecretProvider {
  /** Asks 1Password, free of charge; null for a person's account, which has no limit. */
  readRateLimit(options?: CallOptions): Promise<RateBudget | null>;
}

/**
 * 1Password through its `op` command, as a service account or as the person who is signed in on this machine.
 *
 * Promises: one process per call, two at a time, each ended within seconds; the host of a token is checked before it
 * is used; a read is never from a cache. Never: a secret on a command line, the token in another process's
 * environment, what the command wrote to stderr in a message or a log line.
 */
export function createCliProvider(deps: CliProviderDeps): CliProvider {
  const { mode, clock, itemsHaveNoPasskeys = false } = deps;
  const count = new HourlyCount(clock, LOWEST_PUBLISHED_LIMITS);
  const session = new OpSession(deps);
  const calls = new OpCalls(session, count, deps.log);
  const verdicts = new WriteVerdicts(verdictWordsFor(mode.kind));
  const lanes = new WriteLanes();

  const codeFields = new CodeFields(clock, async (reference, signal) =>
    (await calls.read(reference, signal)).reveal(),
  );
  const accessOf = (vaultId: string) => (itemsHaveNoPasskeys ? verdicts.of(vaultId) : NOT_ASSURED);
  const listVaults = async ({ signal }: CallOptions = {}) => {
    const vaults = await calls.listVaults(signal);
    return vaults.map((vault) => toVaultAccess(vault, accessOf(vault.id)));
  };
  const readLogin = async (reference: SecretReference, { signal }: CallOptions = {}) => {
    const item = await calls.getItem(reference, signal);
    return loginOfJson(item, editabilityOf(item, itemsHaveNoPasskeys), opItemChanges.rotationPartsOf(item));
  };
  const readRateLimit = async ({ signal }: CallOptions = {}) => {
    if (mode.kind === 'account') return null;
    const report = toHourlyReport(await calls.rateLimit(signal), clock.now());
    if (report) count.correct(report);
    return count.budget();
  };

  return {
    capabilities: {
      mode: 'cli',
      batchRead: false,
      write: itemsHaveNoPasskeys ? 'compare_and_swap' : 'none',
      writeAccessKnown: false,
    },
    check: async (options) => {
      // The report is an extra: without it the budget is our own count.
      const [vaults] = await Promise.all([listVaults(options), readRateLimit(options).catch(() => null)]);
      return { vaults };
    },
    listVaults,
    listItems: itemLister(calls),
    readLogin,
    readLogins: (references, options) => readLoginsOf((one) => readLogin(one, options), references),
    readOneTimePassword: (reference, { signal } = {}) =>
      readCodeOf(async () => codeOf(await calls.getItem(reference, signal)), clock),
    readOneTimePasswordField: (reference, { signal } = {}) => codeFields.read(reference, signal),
    readField: (reference, { signal } = {}) => calls.read(reference, signal),
    checkWriteAccess: async (vaultId, options = {}) =>
      itemsHaveNoPasskeys
        ? lanes.run(vaultId, () => checkWriteAccessOf(opWriteProbe(calls), verdicts, vaultId, options))
        : NOT_ASSURED,
    writeFields: (reference, expectedVersion, change, { signal } = {}) =>
      lanes.run(reference.vaultId, () => {
        const read = () => calls.getItem(reference, signal);
        const edit = (item: OpItem, secrets: readonly Secret[]) =>
          verdicts.learn(reference.vaultId, () => calls.editItem(item, secrets, signal));
        return writeFieldsOf({ read, edit }, expectedVersion, change, { itemsHaveNoPasskeys, clock });
      }),
    createLogin: (vaultId, login, { signal } = {}) =>
      lanes.run(vaultId, async () => ({
        vaultId,
        itemId: await verdicts.learn(vaultId, () => calls.createLogin(vaultId, login, signal)),
      })),
    rateBudget: () => (mode.kind === 'account' ? null : count.budget()),
    // The command tells nothing of the answers it got.
    clockSkewMs: () => null,
    readRateLimit,
    close: () => session.close(),
  };
}

const NOT_ASSURED: WriteAccess = {
  verdict: 'no',
  evidence: PASSKEYS_UNSEEN,
  nextStep: 'Connect with a service account token or a Connect server to let passwords be changed.',
};

/** One command for all vaults where the backend allows it, which a service account learns at its first list. */
function itemLister(calls: OpCalls): SecretProvider['listItems'] {
  let mustNameVault = false;
  return async ({ vaultId, signal } = {}) => {
    if (vaultId !== undefined) return (await calls.listItems(vaultId, signal)).map(toItemOverview);
    const all = mustNameVault ? undefined : await calls.listAllItems(signal);
    if (all) return all.map(toItemOverview);
    mustNameVault = true;
    const vaults = async () => (await calls.listVaults(signal)).map(({ id, name }) => ({ id, title: name }));
    const itemsOf = async ({ id }: { id: string }) => (await calls.listItems(id, signal)).map(toItemOverview);
    return listItemsOf({ vaults, itemsOf }, undefined);
  };
}
