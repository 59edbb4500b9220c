import type { FieldError } from '@/lib/contract/problem';
import type { EntrySource } from '@/lib/contract/vault-entry';
import { assertNever } from '@/lib/kernel/assert';
import type { Secret } from '@/lib/kernel/secret';
import { normaliseOrigin } from '@/lib/kernel/site';
import { parseSecretReference } from '@/lib/secrets/secret-reference';
import { type FieldMapping, mappingErrors } from './field-mapping';
import { readSeed } from './seed';

/** An entry as it would be after the change. */
export interface ProposedEntry {
  domain: string;
  source: EntrySource;
  given: { username: boolean; password: boolean; totpSecret: boolean; passkey: boolean };
  /** What the entry would hold itself, kept or new. */
  holds: { username: boolean; password: boolean; totpSecret: boolean; passkey: boolean };
  totpSecret: Secret | null;
  secretProviderId: string | null;
  secretRef: string | null;
  secretCacheTtlSeconds: number | null;
  mapping: FieldMapping;
  tfaMethod: string | null;
  extraOrigins: string[];
}

/** Every rule an entry can break, each named at its field, all of them at once so that nobody corrects one by one. */
export function entryErrors(entry: ProposedEntry): FieldError[] {
  return [...originErrors(entry), ...sourceErrors(entry)];
}

function originErrors({ domain, extraOrigins }: ProposedEntry): FieldError[] {
  const errors: FieldError[] = [];
  const main = normaliseOrigin(domain);
  if (!main.ok) errors.push({ field: 'domain', message: main.message });
  extraOrigins.forEach((origin, index) => {
    const extra = normaliseOrigin(origin);
    if (!extra.ok) errors.push({ field: `extra_origins.${index}`, message: extra.message });
  });
  return errors;
}

function sourceErrors(entry: ProposedEntry): FieldError[] {
  switch (entry.source) {
    case 'provider':
      return [
        ...bindingErrors(entry),
        ...mappingErrors(entry.mapping),
        ...givenValues(entry, 'provider_fields_conflict', 'Comes from the 1Password item; leave it out'),
        ...passkeyBesideItem(entry),
        ...authenticatorBesideItem(entry),
      ];
    case 'passkey':
      return [
        ...missingPasskey(entry),
        ...providerFields(
          entry,
          'passkey_with_provider',
          'A passkey is not read from 1Password; leave it out',
        ),
        ...givenValues(entry, undefined, 'The entry signs in with a passkey; leave it out'),
      ];
    case 'stored':
      return [
        ...providerFields(entry, 'provider_fields_conflict', 'Only for entries from 1Password'),
        ...storedErrors(entry),
      ];
    default:
      return assertNever(entry.source);
  }
}

function bindingErrors({ secretProviderId, secretRef }: ProposedEntry): FieldError[] {
  const code = 'provider_fields_incomplete';
  const errors: FieldError[] = [];
  if (!secretProviderId) errors.push({ field: 'secret_provider_id', message: 'Choose a connection', code });
  if (!secretRef) errors.push({ field: 'secret_ref', message: 'Choose an item', code });
  else errors.push(...referenceErrors(secretRef));
  return errors;
}

function referenceErrors(text: string): FieldError[] {
  const parsed = parseSecretReference(text);
  if (parsed.ok) return [];
  const { position, message, hint } = parsed.error;
  return [
    {
      field: 'secret_ref',
      message: `At character ${position + 1}: ${message}. ${hint}`,
      code: 'secret_ref_malformed',
    },
  ];
}

function givenValues({ given }: ProposedEntry, code: FieldError['code'], message: string): FieldError[] {
  const fields = { username: given.username, password: given.password, totp_secret: given.totpSecret };
  return Object.entries(fields).flatMap(([field, isGiven]) => (isGiven ? [{ field, message, code }] : []));
}

function authenticatorBesideItem({ tfaMethod }: ProposedEntry): FieldError[] {
  if (tfaMethod !== 'AUTHENTICATOR') return [];
  const message = 'The code comes from the 1Password item; choose another method or none';
  return [{ field: 'tfa_method', message, code: 'authenticator_with_provider' }];
}

function passkeyBesideItem({ given }: ProposedEntry): FieldError[] {
  const message = 'A passkey is not read from 1Password; leave it out';
  return given.passkey ? [{ field: 'passkey', message, code: 'passkey_with_provider' }] : [];
}

function missingPasskey({ holds }: ProposedEntry): FieldError[] {
  return holds.passkey ? [] : [{ field: 'passkey', message: 'Give the passkey' }];
}

/** What belongs to a binding, on an entry that has none. */
function providerFields(entry: ProposedEntry, code: FieldError['code'], message: string): FieldError[] {
  const errors: FieldError[] = [];
  if (entry.secretProviderId) errors.push({ field: 'secret_provider_id', message, code });
  if (entry.secretRef) errors.push({ field: 'secret_ref', message, code });
  if (entry.secretCacheTtlSeconds !== null) {
    errors.push({ field: 'secret_cache_ttl_seconds', message, code: 'cache_ttl_without_provider' });
  }
  const { fieldReferences, extraSecrets } = entry.mapping;
  if (Object.keys(fieldReferences).length > 0) errors.push({ field: 'field_references', message, code });
  if (Object.keys(extraSecrets).length > 0) errors.push({ field: 'extra_secrets', message, code });
  return errors;
}

function storedErrors({ holds, tfaMethod, totpSecret }: ProposedEntry): FieldError[] {
  const errors: FieldError[] = [];
  if (!holds.username) errors.push({ field: 'username', message: 'Give the user name' });
  if (!holds.password) errors.push({ field: 'password', message: 'Give the password' });
  if (tfaMethod === 'AUTHENTICATOR' && !holds.totpSecret) {
    errors.push({ field: 'totp_secret', message: 'Give the authenticator secret, or choose another method' });
  }
  if (totpSecret && readSeed(totpSecret.reveal()) === null) {
    errors.push({ field: 'totp_secret', message: 'Not a Base32 secret or an otpauth:// address' });
  }
  return errors;
}
