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
    map_username: '',
    map_password: '',
    map_one_time_password: '',
    extra_secrets: [],
    tfa_method: 'NONE',
    extra_origins: '',
    keeps_session: false,
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
    map_username: entry.field_references.username ?? '',
    map_password: entry.field_references.password ?? '',
    map_one_time_password: entry.field_references.one_time_password ?? '',
    extra_secrets: Object.entries(entry.extra_secrets).map(([name, { reference }]) => ({ name, reference })),
    tfa_method: entry.tfa_method ?? 'NONE',
    extra_origins: entry.extra_origins.join('\n'),
    keeps_session: entry.keeps_session,
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

/** `kept`: whether the entry keeps sessions so far. Which parts of one is left as it is while the answer is the same. */
export function entryBody(values: EntryFormValues, kept = false): CreateEntry {
  const common = {
    permissioned_user_id: values.permissioned_user_id,
    domain: values.domain,
    user_alias: values.user_alias.trim() || null,
    tfa_method: values.tfa_method === 'NONE' ? null : values.tfa_method,
    extra_origins: values.extra_origins
      .split(/\s+/)
      .map((origin) => origin.trim())
      .filter(Boolean),
    ...(values.keeps_session === kept ? {} : { keep_session: values.keeps_session }),
  };
  if (values.source === 'provider') {
    return {
      ...common,
      source: 'provider',
      secret_provider_id: values.secret_provider_id,
      secret_ref: values.secret_ref,
      secret_cache_ttl_seconds:
        values.secret_cache_ttl_seconds === '' ? null : Number(values.secret_cache_ttl_seconds),
      ...mappingBody(values),
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

function mappingBody(values: EntryFormValues): Pick<CreateEntry, 'field_references' | 'extra_secrets'> {
  const { map_username: username, map_password: password, map_one_time_password: code } = values;
  return {
    field_references: {
      ...(username.trim() ? { username } : {}),
      ...(password.trim() ? { password } : {}),
      ...(code.trim() ? { one_time_password: code } : {}),
    },
    extra_secrets: Object.fromEntries(values.extra_secrets.map(({ name, reference }) => [name, reference])),
  };
}

/** Where the form has what the server names: a line of a list, a mapped field, a further secret by its name. */
export function atFormField(
  { field, message }: { field: string; message: string },
  { extra_secrets }: EntryFormValues,
): { field: string; message: string } {
  const [list, part] = field.split('.');
  if (part === undefined || !list) return { field, message };
  if (list === 'field_references') return { field: `map_${part}`, message };
  if (list !== 'extra_secrets') return { field: list, message: `Line ${Number(part) + 1}: ${message}` };
  const place = extra_secrets.findIndex(({ name }) => name === part);
  return { field: place < 0 ? list : `extra_secrets.${place}.reference`, message };
}
