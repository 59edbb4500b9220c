import { z } from 'zod';
import { pageQuery } from './paging';

export const TFA_METHODS = ['AUTHENTICATOR', 'EMAIL', 'SMS', 'MAGIC_LINK'] as const;
export const tfaMethod = z.enum(TFA_METHODS);

export const ENTRY_SOURCES = ['stored', 'provider', 'passkey'] as const;
export const entrySource = z.enum(ENTRY_SOURCES);
export type EntrySource = z.infer<typeof entrySource>;

export const permissionedUserId = z.string().trim().min(1, 'Name the user this entry is for').max(200);
/** A URL or a bare host; stored as an origin (`https://acme.com`). */
export const domain = z.string().trim().min(1, 'Give the site this entry signs in to').max(300);
const secretText = z.string().max(10_000);

/** As WebAuthn names its parts. The private key is PKCS #8 in base64; on the CloudCruise wire it is encrypted. */
export const passkey = z.object({
  /** base64url. */
  credential_id: z.string().min(1).max(1_400),
  rp_id: z.string().min(1).max(253),
  /** base64url. */
  user_handle: z.string().max(200).nullable().optional(),
  private_key: z.string().min(1).max(40_000),
});

/** `op://<vault>/<item>/[<section>/]<field>`, names or ids, read through the entry's connection. */
const fieldReference = z.string().trim().min(1, 'Give a reference').max(1_000);

/** Where fields of the login come from when not from their places in the item. A code's reference ends in ?attribute=otp. */
export const fieldReferences = z.object({
  username: fieldReference.optional(),
  password: fieldReference.optional(),
  one_time_password: fieldReference.optional(),
});

export const secretName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Lower-case letters, digits and _, beginning with a letter');
const MOST_EXTRA_SECRETS = 20;

/** Further secrets that workflows may type, by the name they call them. */
export const extraSecrets = z
  .record(secretName, fieldReference)
  .refine((secrets) => Object.keys(secrets).length <= MOST_EXTRA_SECRETS, 'At most 20 further secrets');

/**
 * What the pages and /api/v1 send: values as they are, over TLS, write-only. Either stored values or a binding.
 * The two refuse each other, with a code per field: lib/vault/entry-rules-policy.ts. An entry of the source `passkey`
 * signs in with one; it takes neither a password nor a binding.
 */
export const createEntry = z
  .object({
    permissioned_user_id: permissionedUserId,
    domain,
    user_alias: z.string().max(200).nullable().optional(),
    source: entrySource,
    username: secretText.optional(),
    password: secretText.optional(),
    totp_secret: secretText.nullable().optional(),
    passkey: passkey.nullable().optional(),
    secret_provider_id: z.uuid().optional(),
    secret_ref: z.string().max(300).optional(),
    secret_cache_ttl_seconds: z.number().int().min(0).max(86_400).nullable().optional(),
    /** Replaces what was mapped before; `{}` maps nothing. */
    field_references: fieldReferences.optional(),
    /** Replaces the ones before. */
    extra_secrets: extraSecrets.optional(),
    tfa_method: tfaMethod.nullable().optional(),
    extra_origins: z.array(z.string().max(300)).max(20).optional(),
    /** Whether runs keep what the browser remembers of the site, and begin with it. `false` forgets what is kept. */
    keep_session: z.boolean().optional(),
  })
  .meta({
    examples: [
      {
        permissioned_user_id: 'acme-prod',
        domain: 'https://acme.com',
        source: 'stored',
        username: 'ada@acme.com',
        password: 'correct horse battery staple',
      },
    ],
  });
export type CreateEntry = z.input<typeof createEntry>;

/** Absent leaves a value alone; stored values are replaced only when given. */
export const updateEntry = createEntry.partial();
export type UpdateEntry = z.input<typeof updateEntry>;

export const ENTRY_WARNINGS = [
  'no_username',
  'no_password',
  'no_one_time_password',
  'archived',
  'not_a_login',
  'item_not_found',
  'website_differs',
  'provider_error',
  'provider_disabled',
  'mapped_field_missing',
  'extra_secret_missing',
] as const;
export const entryWarningCode = z.enum(ENTRY_WARNINGS);

export const entryWarning = z.object({
  code: entryWarningCode,
  message: z.string(),
  hint: z.string(),
});
export type EntryWarning = z.infer<typeof entryWarning>;

export const vaultEntry = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  /** Counts the changes of the entry; the answer's ETag, for `If-Match`. */
  version: z.number().int(),
  permissioned_user_id: z.string(),
  domain: z.string(),
  user_alias: z.string().nullable(),
  source: entrySource,
  /** Which stored values are there; for a provider-backed entry what the item had when last read. */
  has: z.object({ username: z.boolean(), password: z.boolean(), one_time_password: z.boolean() }),
  secret_provider: z
    .object({ id: z.uuid(), name: z.string(), status: z.enum(['active', 'disabled']) })
    .nullable(),
  secret_ref: z.string().nullable(),
  item: z.object({ title: z.string(), vault_title: z.string(), websites: z.array(z.string()) }).nullable(),
  field_references: fieldReferences,
  /** `present`: whether something was there when it was last read. */
  extra_secrets: z.record(z.string(), z.object({ reference: z.string(), present: z.boolean() })),
  secret_cache_ttl_seconds: z.number().int().nullable(),
  /** Override, else the connection's. Null for stored entries. */
  effective_cache_ttl_seconds: z.number().int().nullable(),
  tfa_method: tfaMethod.nullable(),
  extra_origins: z.array(z.string()),
  /** Runs keep cookies or storages of the site, sealed. */
  keeps_session: z.boolean(),
  /** What is kept now: since when, and when it ends (null: when the site ends it). */
  session: z.object({ kept_at: z.string(), expires_at: z.string().nullable() }).nullable(),
  warnings: z.array(entryWarning),
  last_used_at: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type VaultEntryView = z.infer<typeof vaultEntry>;

export const ENTRY_SORTS = ['created_at', 'domain', 'permissioned_user_id', 'last_used_at'] as const;
export const entrySort = z.enum(ENTRY_SORTS);
export type EntrySort = z.infer<typeof entrySort>;

export const listEntriesQuery = pageQuery.extend({
  /** Words that domain, user id and alias together contain, all of them, in any case. */
  search: z.string().max(200).optional(),
  domain: z.string().max(300).optional(),
  source: entrySource.optional(),
  secret_provider_id: z.uuid().optional(),
  tfa_method: z.enum([...TFA_METHODS, 'none']).optional(),
  /** `attention`: with at least one warning. */
  state: z.enum(['ok', 'attention']).optional(),
  warning: entryWarningCode.optional(),
  /** Never used counts as longest ago. */
  sort: entrySort.default('created_at'),
  /** `desc` for times, `asc` for names, unless said otherwise. */
  order: z.enum(['asc', 'desc']).optional(),
});
export type ListEntriesQuery = z.input<typeof listEntriesQuery>;
