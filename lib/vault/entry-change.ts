import type { CreateEntry, EntrySource, UpdateEntry } from '@/lib/contract/vault-entry';
import { Secret } from '@/lib/kernel/secret';
import type { Passkey, RequestHeaders, SessionState } from './browser-secrets';
import type { BrowserSettings } from './browser-settings';
import type { EntryRow } from './entry-store';
import type { FieldMapping } from './field-mapping';

/**
 * What someone wants of an entry, from whichever door it came: pages, /api/v1 or the CloudCruise wire. An absent
 * property leaves the value alone; values are `Secret` from here on.
 */
export interface EntryChange {
  permissionedUserId?: string;
  domain?: string;
  userAlias?: string | null;
  source?: EntrySource;
  username?: Secret;
  password?: Secret;
  totpSecret?: Secret | null;
  passkey?: Passkey | null;
  secretProviderId?: string;
  secretRef?: string;
  secretCacheTtlSeconds?: number | null;
  fieldReferences?: FieldMapping['fieldReferences'];
  extraSecrets?: FieldMapping['extraSecrets'];
  tfaMethod?: EntryRow['tfaMethod'];
  extraOrigins?: string[];
  allowMultipleSessions?: boolean;
  maxConcurrency?: number | null;
  preventConcurrencyDuringLogin?: boolean;
  browser?: Partial<BrowserSettings>;
  headers?: RequestHeaders | null;
  /** Each part replaces the kept one of its name. */
  session?: Partial<SessionState>;
  expiryTimeFromLastUse?: string | null;
  expiryTimeFromSessionDataSet?: string | null;
}

export function changeFrom(input: CreateEntry | UpdateEntry): EntryChange {
  return defined({
    permissionedUserId: input.permissioned_user_id,
    domain: input.domain,
    userAlias: input.user_alias,
    source: input.source,
    username: secretOf(input.username),
    password: secretOf(input.password),
    totpSecret: input.totp_secret === null ? null : secretOf(input.totp_secret),
    passkey: input.passkey && passkeyFrom(input.passkey, Secret.of(input.passkey.private_key)),
    secretProviderId: input.secret_provider_id,
    secretRef: input.secret_ref,
    secretCacheTtlSeconds: input.secret_cache_ttl_seconds,
    fieldReferences: input.field_references && defined(input.field_references),
    extraSecrets: input.extra_secrets,
    tfaMethod: input.tfa_method,
    extraOrigins: input.extra_origins,
    ...sessionChange(input.keep_session),
  });
}

const NOTHING_KEPT = { cookies: [], localStorage: {}, sessionStorage: {} };

/** All or nothing: which parts are kept is for the CloudCruise wire. Whoever keeps none wants none to be there. */
function sessionChange(keeps: boolean | undefined): Pick<EntryChange, 'browser' | 'session'> {
  if (keeps === undefined) return {};
  const browser = { persistCookies: keeps, persistLocalStorage: keeps, persistSessionStorage: keeps };
  return keeps ? { browser } : { browser, session: NOTHING_KEPT };
}

export function passkeyFrom(
  input: { credential_id: string; rp_id: string; user_handle?: string | null | undefined },
  privateKey: Secret,
): Passkey {
  return {
    credentialId: input.credential_id,
    rpId: input.rp_id,
    userHandle: input.user_handle ?? null,
    privateKey,
  };
}

function secretOf(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : Secret.of(text);
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** An absent property and one that is `undefined` mean the same on the wire; inside, only absence exists. */
export function defined<T extends object>(value: T): Defined<T> {
  const kept: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  return kept as Defined<T>;
}
