import type { Secret } from '@/lib/kernel/secret';
import type { CallOptions, SecretProvider, VaultAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { mapAtOnce } from '../at-once';
import { isOneTimePassword } from '../json-login';
import { listItemsOf } from '../list-items';
import { readCodeOf } from '../one-time-code';
import { WriteLanes } from '../write-lanes';
import { checkWriteAccessOf } from './check-write-access';
import { ConnectCalls } from './connect-calls';
import { ConnectHttp, type ConnectHttpDeps, type ConnectServerFacts } from './connect-http';
import { toItemOverview, toLogin } from './map-item';
import { NameMemory } from './name-memory';
import { codeOfFieldOf, readFieldOf } from './read-field';
import { ReadRetry } from './read-retry';
import type { TokenSource } from './token-source';
import { mayRead, WriteVerdicts } from './write-access';
import { writeFieldsOf } from './write-fields';

export interface ConnectDeps extends ConnectHttpDeps {
  /** A source is asked before each request, so that a token replaced in its file is used at once. */
  token: Secret | TokenSource;
}

export interface ConnectProvider extends SecretProvider {
  serverFacts(): ConnectServerFacts;
}

/** A run's ten logins go in one round; of what one connection may do at once, two calls are left to others. */
const READ_AT_ONCE = 10;

/**
 * 1Password through a Connect server of the organisation's own.
 *
 * Promises: no socket to an address that the target policy does not allow; ids in a reference cost one request; reads
 * are never from a cache, and an interrupted write is never repeated. Never: the token or a value in a message, a log
 * line, an address or this object's members.
 */
export function createConnectProvider(deps: ConnectDeps): ConnectProvider {
  const { token, clock } = deps;
  const http = new ConnectHttp(deps);
  const calls = new ConnectCalls({ http, retry: new ReadRetry(), token, clock });
  const verdicts = new WriteVerdicts(clock);
  const lanes = new WriteLanes();
  const names = new NameMemory(clock);
  // The server computes codes, so it is its clock that says which step one belongs to.
  const serverClock = { now: () => clock.now() + (http.facts.clockSkewMs ?? 0) };
  const listVaults = (options: CallOptions = {}) => listVaultsOf(calls, verdicts, options);

  return {
    capabilities: { mode: 'connect', batchRead: false, write: 'compare_and_swap', writeAccessKnown: true },
    check: async (options) => ({ vaults: await listVaults(options) }),
    listVaults,
    listItems: ({ vaultId, signal } = {}) => {
      const itemsOf = async (vault: { id: string; title: string }) =>
        (await calls.listItems(vault.id, signal)).map((item) => toItemOverview(item, vault.title));
      return listItemsOf({ vaults: () => listVaults(signal ? { signal } : {}), itemsOf }, vaultId);
    },
    readLogin: async (reference, options = {}) => toLogin(await calls.getItem(reference, options.signal)),
    readLogins: (references, options = {}) =>
      mapAtOnce(references, READ_AT_ONCE, (reference) => readOne(calls, reference, options.signal)),
    readOneTimePassword: (reference, options = {}) =>
      readCodeOf(async () => {
        const field = (await calls.getItem(reference, options.signal)).fields.find(isOneTimePassword);
        return field && { code: field.totp ?? undefined, stored: field.value ?? '' };
      }, serverClock),
    readOneTimePasswordField: (reference, options = {}) =>
      readCodeOf(() => codeOfFieldOf(calls, names, reference, options.signal), serverClock),
    readField: (reference, options = {}) => readFieldOf(calls, names, reference, options.signal),
    checkWriteAccess: async (vaultId, options = {}) => checkWriteAccessOf(calls, verdicts, vaultId, options),
    writeFields: (reference, expectedVersion, change, options = {}) =>
      lanes.run(reference.vaultId, () => {
        const access = {
          read: () => calls.getItem(reference, options.signal),
          patch: (operations: Parameters<ConnectCalls['patchItem']>[1]) =>
            verdicts.learn(reference.vaultId, () => calls.patchItem(reference, operations, options.signal)),
        };
        return writeFieldsOf(access, expectedVersion, change, clock);
      }),
    createLogin: (vaultId, login, options = {}) =>
      lanes.run(vaultId, async () => ({
        vaultId,
        itemId: await verdicts.learn(vaultId, () => calls.createLogin(vaultId, login, options.signal)),
      })),
    // Connect answers from its own copy of the vaults and has no request limit.
    rateBudget: () => null,
    clockSkewMs: () => http.facts.clockSkewMs,
    serverFacts: () => http.facts,
    close: () => http.close(),
  };
}

async function listVaultsOf(
  calls: ConnectCalls,
  verdicts: WriteVerdicts,
  { signal }: CallOptions,
): Promise<VaultAccess[]> {
  const vaults = await calls.listVaults(signal);
  const claims = calls.claims();
  return vaults.map(({ id, name }) => {
    const { verdict, evidence } = verdicts.of(claims, id);
    return { id, title: name, read: mayRead(claims, id), write: verdict, evidence };
  });
}

/** A missing item is an error in its place; what concerns all of them (the token, the vault, the network) is thrown. */
async function readOne(calls: ConnectCalls, reference: SecretReference, signal: AbortSignal | undefined) {
  try {
    return { reference, outcome: toLogin(await calls.getItem(reference, signal)) };
  } catch (error) {
    const ofThisItem =
      error instanceof SecretProviderError && (error.kind === 'not_found' || error.kind === 'malformed');
    if (!ofThisItem) throw error;
    return { reference, outcome: error };
  }
}
