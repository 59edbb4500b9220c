import { z } from 'zod';

/** Off, 5 minutes, 1 hour, 24 hours: the four durations the product offers for cached usernames and passwords. */
export const CACHE_DURATIONS = [0, 300, 3600, 86_400] as const;
export const DEFAULT_CACHE_TTL_SECONDS = 300;

export const cacheTtlSeconds = z
  .number()
  .int()
  .refine(
    (value) => CACHE_DURATIONS.some((duration) => duration === value),
    'Choose Off, 5 minutes, 1 hour or 24 hours',
  );

const name = z.string().trim().min(1, 'Give the connection a name').max(80, 'At most 80 characters');

export const connectSecretProvider = z.object({
  name,
  mode: z.literal('service_account').default('service_account'),
  /** `ops_…`; surrounding white space and line breaks are removed before the shape is checked. */
  token: z.string().min(1, 'Paste the service account token').max(20_000),
  cache_ttl_seconds: cacheTtlSeconds.default(DEFAULT_CACHE_TTL_SECONDS),
  token_expires_at: z.iso.datetime().nullable().optional(),
});
export type ConnectSecretProvider = z.input<typeof connectSecretProvider>;

export const updateSecretProvider = z
  .object({
    name,
    cache_ttl_seconds: cacheTtlSeconds,
    token_expires_at: z.iso.datetime().nullable(),
  })
  .partial();
export type UpdateSecretProvider = z.input<typeof updateSecretProvider>;

export const vaultAccess = z.object({
  id: z.string(),
  title: z.string(),
  read: z.boolean(),
  write: z.enum(['yes', 'no', 'unknown']),
  evidence: z.string(),
});

export const secretProvider = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  provider_type: z.literal('1password'),
  mode: z.enum(['service_account', 'connect', 'cli']),
  name: z.string(),
  /** Last four characters of the token; nothing else of it is ever shown. */
  config_hint: z.string(),
  cache_ttl_seconds: z.number().int(),
  status: z.enum(['active', 'disabled']),
  health: z.enum(['ok', 'attention', 'unknown']),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  vaults: z.array(vaultAccess),
  bound_entries: z.number().int(),
  token_expires_at: z.string().nullable(),
  last_checked_at: z.string().nullable(),
  last_success_at: z.string().nullable(),
  last_error: z
    .object({ kind: z.string(), message: z.string(), hint: z.string(), at: z.string() })
    .nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type SecretProviderView = z.infer<typeof secretProvider>;

/** The mixed case is the CloudCruise wire's own. */
export const providerItem = z.object({
  id: z.string(),
  title: z.string(),
  vaultName: z.string(),
  ref: z.string(),
});

export const providerItemDetail = providerItem.extend({
  category: z.string(),
  websites: z.array(z.string()),
  /** True when a website of the item belongs to the domain asked for. */
  suggested: z.boolean(),
});
export type ProviderItemDetail = z.infer<typeof providerItemDetail>;

export const providerItemsQuery = z.object({
  search: z.string().max(200).optional(),
  /** Items with a website of this domain come first and are marked `suggested`. */
  domain: z.string().max(300).optional(),
  /** Read the list anew instead of the one kept for a few seconds. */
  fresh: z.enum(['true', 'false']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
