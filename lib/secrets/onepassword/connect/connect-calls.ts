import type { Clock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import type { NewLogin } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { withDeadline } from '../deadline';
import { newLoginJson } from '../json-login';
import type { ConnectHttp } from './connect-http';
import {
  type ConnectItem,
  type ConnectOverview,
  type ConnectVault,
  connectItemSchema,
  connectOverviewsSchema,
  connectVaultsSchema,
  parseAnswer,
} from './connect-item';
import { type ConnectClaims, inspectConnectToken } from './connect-token';
import type { PatchOperation } from './item-patch';
import type { ReadRetry } from './read-retry';
import { type TokenSource, TokenSourceError } from './token-source';

type Signal = AbortSignal | undefined;

export interface ConnectCallsDeps {
  http: ConnectHttp;
  retry: ReadRetry;
  token: Secret | TokenSource;
  clock: Clock;
}

const READ_MS = 5_000;
const LIST_MS = 15_000;
const WRITE_MS = 10_000;
/** A read with its repetitions. */
const PATIENCE_MS = 12_000;
const LIST_PATIENCE_MS = 30_000;

const MAX_ITEM_BYTES = 4 * 1024 * 1024;
/** Ten thousand items are about six megabytes. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;

/** The calls of the Connect API that we use, each with its deadlines and with its answer parsed. */
export class ConnectCalls {
  /** Of the token as last given: a source hands out the same Secret until its file was replaced. */
  #inspected: { given: Secret; token: Secret; claims: ConnectClaims } | undefined;

  constructor(private readonly deps: ConnectCallsDeps) {}

  async listVaults(signal: Signal): Promise<ConnectVault[]> {
    return parseAnswer(connectVaultsSchema, await this.#list('/v1/vaults', signal));
  }

  /** Active items only, without their fields. `title` asks for an exact one. */
  async listItems(vaultId: string, signal: Signal, title?: string): Promise<ConnectOverview[]> {
    const filter =
      title === undefined ? '' : `?filter=${encodeURIComponent(`title eq ${JSON.stringify(title)}`)}`;
    const path = `/v1/vaults/${id(vaultId)}/items${filter}`;
    const overviews = parseAnswer(connectOverviewsSchema, await this.#list(path, signal));
    return overviews.filter(isActive);
  }

  /** One request. An archived item counts as not there, as it does for the other backends. */
  async getItem(reference: SecretReference, signal: Signal): Promise<ConnectItem> {
    const request = { milliseconds: READ_MS, maxBytes: MAX_ITEM_BYTES };
    const answer = await this.#read(itemPath(reference), { ...request, patienceMs: PATIENCE_MS }, signal);
    const item = parseAnswer(connectItemSchema, answer);
    if (item.id !== reference.itemId || item.vault.id !== reference.vaultId) {
      throw new SecretProviderError('malformed', 'The Connect server answered with another item.');
    }
    if (isActive(item)) return item;
    throw new SecretProviderError('not_found', 'The item is archived or deleted.', {
      nextStep: 'Restore the item in 1Password, or bind another one.',
    });
  }

  /** Never repeated here: after a lost answer nobody knows whether it took effect. */
  async patchItem(
    reference: SecretReference,
    operations: readonly PatchOperation[],
    signal: Signal,
  ): Promise<void> {
    await this.deps.http.send({
      method: 'PATCH',
      path: itemPath(reference),
      token: this.#token().token,
      body: operations,
      milliseconds: WRITE_MS,
      maxBytes: MAX_ITEM_BYTES,
      signal,
    });
  }

  /** Never repeated here either. */
  async createLogin(vaultId: string, login: NewLogin, signal: Signal): Promise<string> {
    const answer = await this.deps.http.send({
      method: 'POST',
      path: `/v1/vaults/${id(vaultId)}/items`,
      token: this.#token().token,
      body: { vault: { id: id(vaultId) }, ...newLoginJson(login) },
      milliseconds: WRITE_MS,
      maxBytes: MAX_ITEM_BYTES,
      signal,
    });
    return parseAnswer(connectItemSchema, answer).id;
  }

  claims(): ConnectClaims {
    return this.#token().claims;
  }

  #list(path: string, signal: Signal): Promise<unknown> {
    const limits = { milliseconds: LIST_MS, maxBytes: MAX_LIST_BYTES, patienceMs: LIST_PATIENCE_MS };
    return this.#read(path, limits, signal);
  }

  async #read(
    path: string,
    { patienceMs, ...limits }: { milliseconds: number; maxBytes: number; patienceMs: number },
    signal: Signal,
  ): Promise<unknown> {
    const { http, retry, clock } = this.deps;
    const over = new AbortController();
    const attempt = async () =>
      http.send({ method: 'GET', path, token: this.#token().token, ...limits, signal: over.signal });
    try {
      return await withDeadline(retry.run(attempt, over.signal), { clock, milliseconds: patienceMs, signal });
    } catch (error) {
      over.abort();
      throw error;
    }
  }

  #token(): { token: Secret; claims: ConnectClaims } {
    const given = this.#givenToken();
    if (this.#inspected?.given === given) return this.#inspected;
    const inspected = inspectConnectToken(given.reveal());
    if (!inspected.ok) {
      throw new SecretProviderError('unauthorised', inspected.message, { nextStep: inspected.hint });
    }
    const { token, claims } = inspected;
    this.#inspected = { given, token, claims };
    return this.#inspected;
  }

  #givenToken(): Secret {
    const { token } = this.deps;
    if (token instanceof Secret) return token;
    try {
      return token.read();
    } catch (error) {
      if (!(error instanceof TokenSourceError)) throw error;
      throw new SecretProviderError('unauthorised', 'The token of the Connect server could not be read.', {
        nextStep: error.message,
      });
    }
  }
}

function itemPath({ vaultId, itemId }: SecretReference): string {
  return `/v1/vaults/${id(vaultId)}/items/${id(itemId)}`;
}

/** Nothing else gets into a path. */
function id(text: string): string {
  if (/^[a-z0-9]{26}$/.test(text)) return text;
  throw new SecretProviderError(
    'malformed',
    'An id of a vault or item has 26 lower-case letters and digits.',
  );
}

function isActive({ state }: { state?: string | null | undefined }): boolean {
  return state == null || state === '' || state === 'ACTIVE';
}
