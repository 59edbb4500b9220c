import type { z } from 'zod';
import type { Actor } from '@/lib/access/actor';
import { fieldProblem, Problem } from '@/lib/contract/problem';
import type { EntrySource } from '@/lib/contract/vault-entry';
import type { wireEntryInput } from '@/lib/contract/wire-vault-entry';
import type { ApiEncryptionKey } from '@/lib/db/workspace-secrets';
import { defined, type EntryChange, passkeyFrom } from './entry-change';
import type { EntryRow } from './entry-store';
import type { WireDeps } from './wire-entry-view';
import { WireValues } from './wire-values';

type Input = z.output<typeof wireEntryInput>;

export interface WireChange {
  change: EntryChange;
  /** What the client has just shown to hold; null when it sent no value. */
  clientKey: ApiEncryptionKey | null;
}

/** What a client's body asks for, with its values opened. */
export async function changeFromWire(
  deps: WireDeps,
  { workspaceId }: Actor,
  existing: EntryRow | null,
  input: Input,
): Promise<WireChange> {
  const values = new WireValues(await deps.workspaceSecrets.apiEncryptionKeys(workspaceId));
  const username = values.open('user_name', input.user_name);
  const password = values.open('password', input.password);
  const totpSecret = values.open('tfa_secret', input.tfa_secret);
  const passkey = input.passkey && openPasskey(values, input.passkey);
  const change = defined({
    permissionedUserId: input.permissioned_user_id,
    domain: input.domain,
    userAlias: input.user_alias,
    source: sourceFrom(existing, input),
    username: username ?? undefined,
    password: password ?? undefined,
    totpSecret,
    passkey,
    secretProviderId: input.secret_provider_id ?? undefined,
    secretRef: input.secret_ref ?? undefined,
    secretCacheTtlSeconds: input.secret_cache_ttl_seconds,
    tfaMethod: input.tfa_method,
    allowMultipleSessions: input.allow_multiple_sessions ?? undefined,
    maxConcurrency: input.max_concurrency,
    preventConcurrencyDuringLogin: input.prevent_concurrency_during_login ?? undefined,
    browser: browserFrom(input),
    headers: input.headers,
    session: sessionFrom(input),
    expiryTimeFromLastUse: input.expiry_time_from_last_use,
    expiryTimeFromSessionDataSet: input.expiry_time_from_session_data_set,
  });
  return { change, clientKey: values.usedKey };
}

/** A passkey beside a binding is left to the rules, which refuse the two together. */
function sourceFrom(existing: EntryRow | null, input: Input): EntrySource | undefined {
  if (input.secret_provider_id || input.secret_ref) return 'provider';
  if (input.passkey) return 'passkey';
  const unbinds = input.secret_provider_id === null || input.secret_ref === null;
  return unbinds && existing?.source === 'provider' ? 'stored' : undefined;
}

function openPasskey(values: WireValues, input: NonNullable<Input['passkey']>) {
  const privateKey = values.open('passkey.private_key', input.private_key);
  if (privateKey) return passkeyFrom(input, privateKey);
  throw new Problem('passkey_malformed', {
    fields: [{ field: 'passkey.private_key', message: 'Give the private key' }],
  });
}

function browserFrom(input: Input): EntryChange['browser'] {
  const settings = defined({
    persistCookies: input.persist_cookies ?? undefined,
    persistLocalStorage: input.persist_local_storage ?? undefined,
    persistSessionStorage: input.persist_session_storage ?? undefined,
    cookieDomainToStore: input.cookie_domain_to_store,
    skipCsrfCookies: input.skip_csrf_cookies ?? undefined,
    userAgent: input.user_agent,
    location: input.location,
    ipAddress: input.ip_address,
    sessionId: input.session_id,
    proxy: input.proxy,
  });
  return Object.keys(settings).length > 0 ? settings : undefined;
}

/** Null empties a part; left out, it stays. */
function sessionFrom(input: Input): EntryChange['session'] {
  const parts = defined({
    cookies: input.cookies === null ? [] : input.cookies,
    localStorage: input.local_storage === null ? {} : input.local_storage,
    sessionStorage: input.session_storage === null ? {} : input.session_storage,
  });
  return Object.keys(parts).length > 0 ? parts : undefined;
}

const SPELLING: Record<string, string> = { username: 'user_name', totp_secret: 'tfa_secret' };

/** The rules speak of our own fields; a client is told of its own. */
export async function inWireSpelling<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof Problem) || !error.details.fields) throw error;
    const fields = error.details.fields.map((fault) => ({
      ...fault,
      field: SPELLING[fault.field] ?? fault.field,
    }));
    const namesFields = error.message === fieldProblem(error.details.fields).message;
    throw namesFields ? fieldProblem(fields) : new Problem(error.code, { ...error.details, fields });
  });
}
