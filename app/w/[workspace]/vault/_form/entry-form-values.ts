import type { CreateEntry, VaultEntryView } from '@/lib/contract/vault-entry';
import type { EntryFormValues, KeptValues } from './entry-form-schema';

export function newEntryValues(providerId: string | undefined): EntryFormValues {
  return {
    permissioned_user_id: '',
    domain: '',
    user_alias: '',
    source: providerId ? 'provider' : 'stored',
    username: '',
    password: '',
    totp_secret: '',
    secret_provider_id: providerId ?? '',
    secret_ref: '',
    secret_cache_ttl_seconds: '',
    tfa_method: 'NONE',
    extra_origins: '',
  };
}

/** Secret values are never sent to the browser, so their fields start empty and an empty field keeps the value. */
export function valuesOfEntry(entry: VaultEntryView): EntryFormValues {
  return {
    ...newEntryValues(undefined),
    permissioned_user_id: entry.permissioned_user_id,
    domain: entry.domain,
    user_alias: entry.user_alias ?? '',
    source: entry.source === 'provider' ? 'provider' : 'stored',
    secret_provider_id: entry.secret_provider?.id ?? '',
    secret_ref: entry.secret_ref ?? '',
    secret_cache_ttl_seconds: entry.secret_cache_ttl_seconds?.toString() ?? '',
    tfa_method: entry.tfa_method ?? 'NONE',
    extra_origins: entry.extra_origins.join('\n'),
  };
}

export function keptValues(entry: VaultEntryView): KeptValues {
  if (entry.source !== 'stored') return NOTHING_KEPT;
  return {
    username: entry.has.username,
    password: entry.has.password,
    totp_secret: entry.has.one_time_password,
  };
}

export const NOTHING_KEPT: KeptValues = { username: false, password: false, totp_secret: false };

export function entryBody(values: EntryFormValues): CreateEntry {
  const common = {
    permissioned_user_id: values.permissioned_user_id,
    domain: values.domain,
    user_alias: values.user_alias.trim() || null,
    tfa_method: values.tfa_method === 'NONE' ? null : values.tfa_method,
    extra_origins: values.extra_origins
      .split(/\s+/)
      .map((origin) => origin.trim())
      .filter(Boolean),
  };
  if (values.source === 'provider') {
    return {
      ...common,
      source: 'provider',
      secret_provider_id: values.secret_provider_id,
      secret_ref: values.secret_ref,
      secret_cache_ttl_seconds:
        values.secret_cache_ttl_seconds === '' ? null : Number(values.secret_cache_ttl_seconds),
    };
  }
  return {
    ...common,
    source: 'stored',
    ...(values.username ? { username: values.username } : {}),
    ...(values.password ? { password: values.password } : {}),
    ...(values.totp_secret && values.tfa_method === 'AUTHENTICATOR'
      ? { totp_secret: values.totp_secret }
      : {}),
  };
}
