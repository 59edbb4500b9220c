import { parse as parseOtpUri } from '@otplib/uri';
import type { FieldError } from '@/lib/contract/problem';
import type { Secret } from '@/lib/kernel/secret';
import { normaliseOrigin } from '@/lib/kernel/site';
import { parseSecretReference } from '@/lib/secrets/secret-reference';

/** An entry as it would be after the change. */
export interface ProposedEntry {
  domain: string;
  source: 'stored' | 'provider';
  given: { username: boolean; password: boolean; totpSecret: boolean };
  /** What the entry would hold itself, kept or new. */
  holds: { username: boolean; password: boolean; totpSecret: boolean };
  totpSecret: Secret | null;
  secretProviderId: string | null;
  secretRef: string | null;
  secretCacheTtlSeconds: number | null;
  tfaMethod: string | null;
  extraOrigins: string[];
}

/** Every rule an entry can break, each named at its field, all of them at once so that nobody corrects one by one. */
export function entryErrors(entry: ProposedEntry): FieldError[] {
  return [
    ...originErrors(entry),
    ...(entry.source === 'provider' ? providerErrors(entry) : storedErrors(entry)),
  ];
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

function providerErrors(entry: ProposedEntry): FieldError[] {
  const errors: FieldError[] = [];
  if (!entry.secretProviderId) errors.push({ field: 'secret_provider_id', message: 'Choose a connection' });
  if (!entry.secretRef) errors.push({ field: 'secret_ref', message: 'Choose an item' });
  else errors.push(...referenceErrors(entry.secretRef));
  const fromItem = 'Comes from the 1Password item; leave it out';
  if (entry.given.username) errors.push({ field: 'username', message: fromItem });
  if (entry.given.password) errors.push({ field: 'password', message: fromItem });
  if (entry.given.totpSecret) errors.push({ field: 'totp_secret', message: fromItem });
  if (entry.tfaMethod === 'AUTHENTICATOR') {
    errors.push({
      field: 'tfa_method',
      message: 'The code comes from the 1Password item; choose another method or none',
    });
  }
  return errors;
}

function referenceErrors(text: string): FieldError[] {
  const parsed = parseSecretReference(text);
  if (parsed.ok) return [];
  const { position, message, hint } = parsed.error;
  return [{ field: 'secret_ref', message: `At character ${position + 1}: ${message}. ${hint}` }];
}

function storedErrors(entry: ProposedEntry): FieldError[] {
  const errors: FieldError[] = [];
  if (entry.secretProviderId)
    errors.push({ field: 'secret_provider_id', message: 'Only for entries from 1Password' });
  if (entry.secretRef) errors.push({ field: 'secret_ref', message: 'Only for entries from 1Password' });
  if (entry.secretCacheTtlSeconds !== null) {
    errors.push({ field: 'secret_cache_ttl_seconds', message: 'Only for entries from 1Password' });
  }
  if (!entry.holds.username) errors.push({ field: 'username', message: 'Give the user name' });
  if (!entry.holds.password) errors.push({ field: 'password', message: 'Give the password' });
  if (entry.tfaMethod === 'AUTHENTICATOR' && !entry.holds.totpSecret) {
    errors.push({ field: 'totp_secret', message: 'Give the authenticator secret, or choose another method' });
  }
  if (entry.totpSecret && !isSeed(entry.totpSecret.reveal())) {
    errors.push({ field: 'totp_secret', message: 'Not a Base32 secret or an otpauth:// address' });
  }
  return errors;
}

/** Base32 as people paste it (spaces, dashes, lower case, padding), or a whole otpauth URI. */
function isSeed(text: string): boolean {
  if (text.startsWith('otpauth://')) {
    try {
      return parseOtpUri(text).type === 'totp';
    } catch {
      return false;
    }
  }
  const base32 = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  return base32.length >= 8 && /^[A-Z2-7]+$/.test(base32);
}
