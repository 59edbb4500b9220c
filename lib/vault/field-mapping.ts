import { z } from 'zod';
import type { FieldError } from '@/lib/contract/problem';
import { Secret } from '@/lib/kernel/secret';
import type { Login, SecretProvider } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import {
  type FieldReference,
  parseFieldReference,
  type SecretReference,
} from '@/lib/secrets/secret-reference';

/** Fields of a login that may come from another place than their own in the item. */
export const MAPPED_FIELDS = ['username', 'password', 'one_time_password'] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];

/** As the columns of an entry hold it: where fields come from, and further secrets by name. References as text. */
export interface FieldMapping {
  fieldReferences: Partial<Record<MappedField, string>>;
  extraSecrets: Record<string, string>;
}

const references = z.partialRecord(z.enum(MAPPED_FIELDS), z.string());
const secrets = z.record(z.string(), z.string());

export function readMapping(row: { fieldReferences: unknown; extraSecrets: unknown }): FieldMapping {
  return {
    fieldReferences: references.safeParse(row.fieldReferences).data ?? {},
    extraSecrets: secrets.safeParse(row.extraSecrets).data ?? {},
  };
}

/** The database keeps the members of an object in an order of its own. */
export function isSameMapping(one: FieldMapping, other: FieldMapping): boolean {
  const spelled = ({ fieldReferences, extraSecrets }: FieldMapping) =>
    JSON.stringify([fieldReferences, extraSecrets].map((part) => Object.entries(part).toSorted()));
  return spelled(one) === spelled(other);
}

/** Every reference that cannot be read, with the place of the first wrong character. */
export function mappingErrors({ fieldReferences, extraSecrets }: FieldMapping): FieldError[] {
  const fields = Object.entries(fieldReferences).map(([name, text]) => ({
    field: `field_references.${name}`,
    text,
    isCode: name === 'one_time_password',
  }));
  const extra = Object.entries(extraSecrets).map(([name, text]) => ({
    field: `extra_secrets.${name}`,
    text,
    isCode: false,
  }));
  return [...fields, ...extra].flatMap(({ field, text, isCode }) => {
    const message = referenceError(text, isCode);
    return message ? [{ field, message, code: 'secret_ref_malformed' as const }] : [];
  });
}

function referenceError(text: string, isCode: boolean): string | null {
  const parsed = parseFieldReference(text);
  if (!parsed.ok) {
    const { position, message, hint } = parsed.error;
    return `At character ${position + 1}: ${message}. ${hint}`;
  }
  const asksForCode = parsed.reference.attribute === 'otp';
  if (isCode && !asksForCode) return `At character ${text.length + 1}: add ?attribute=otp`;
  if (!isCode && asksForCode) {
    return `At character ${text.indexOf('?') + 1}: a one-time code is never kept; give it as the one-time password`;
  }
  return null;
}

/** Of a column that was checked when it was written. */
export function requireFieldReference(text: string): FieldReference {
  const parsed = parseFieldReference(text);
  if (parsed.ok) return parsed.reference;
  throw new SecretProviderError('malformed', 'A field reference of the entry is broken.');
}

export interface MappedLogin {
  login: Login;
  /** Mapped fields that were not found: they resolve as empty. */
  missing: MappedField[];
}

/** A login as its entry wants it: the item's, but for the fields that come from elsewhere. */
export async function readMappedLogin(
  provider: SecretProvider,
  reference: SecretReference,
  { fieldReferences }: Pick<FieldMapping, 'fieldReferences'>,
  readLogin: (reference: SecretReference) => Promise<Login> = (item) => provider.readLogin(item),
): Promise<MappedLogin> {
  const { username, password, one_time_password } = fieldReferences;
  const [login, mappedUsername, mappedPassword] = await Promise.all([
    readLogin(reference),
    username === undefined ? undefined : readOrMissing(provider, username),
    password === undefined ? undefined : readOrMissing(provider, password),
  ]);
  const missing: MappedField[] = [];
  if (mappedUsername === null) missing.push('username');
  if (mappedPassword === null) missing.push('password');
  return {
    missing,
    login: {
      ...login,
      ...(mappedUsername === undefined ? {} : { username: mappedUsername ?? Secret.of('') }),
      ...(mappedPassword === undefined ? {} : { password: mappedPassword ?? Secret.of('') }),
      hasOneTimePassword: one_time_password !== undefined || login.hasOneTimePassword,
    },
  };
}

async function readOrMissing(provider: SecretProvider, text: string): Promise<Secret | null> {
  try {
    return await provider.readField(requireFieldReference(text));
  } catch (error) {
    if (error instanceof SecretProviderError && error.kind === 'not_found') return null;
    throw error;
  }
}
