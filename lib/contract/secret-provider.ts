import { z } from 'zod';
import { pageQuery } from './paging';

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

/**
 * Serve what has expired while 1Password cannot be reached: for as long again as the duration, at most 15 minutes, marked
 * as stale, and never once it has said no.
 */
const staleIfError = z.boolean();

const name = z.string().trim().min(1, 'Give the connection a name').max(80, 'At most 80 characters');

export const PROVIDER_MODES = ['service_account', 'connect', 'cli'] as const;
export const providerMode = z.enum(PROVIDER_MODES);
export type ProviderMode = z.infer<typeof providerMode>;

/** Decides which of 1Password's published limits count; `other` is the lower one and the safe guess. */
export const PROVIDER_PLANS = ['business', 'teams', 'other'] as const;

/**
 * One flat form for the three modes. Which fields a mode needs is checked in the connections room, with an error per
 * field: `token` (all but a CLI account), `base_url` and optionally `ca_pem` and `token_env` (connect), `account` (cli).
 */
export const connectSecretProvider = z
  .object({
    name,
    mode: providerMode.default('service_account'),
    /** `ops_…` or a Connect token; surrounding white space and line breaks are removed before the shape is checked. */
    token: z.string().max(20_000).optional(),
    /** Where the Connect server listens, without `/v1`. */
    base_url: z.string().trim().max(500).optional(),
    /** PEM certificates to trust instead of the public ones. */
    ca_pem: z.string().max(64_000).optional(),
    /** A variable of the server's environment that holds the token, or whose `_FILE` twin names a file that does. */
    token_env: z
      .string()
      .regex(/^LATCHKEY_CONNECT_TOKEN(_[A-Z0-9_]{1,40})?$/, 'Must start with LATCHKEY_CONNECT_TOKEN')
      .optional(),
    /** Account short-hand, e-mail or id, as `op account list` shows it. */
    account: z.string().trim().max(120).optional(),
    plan: z.enum(PROVIDER_PLANS).default('other'),
    cache_ttl_seconds: cacheTtlSeconds.default(DEFAULT_CACHE_TTL_SECONDS),
    stale_if_error: staleIfError.default(false),
    token_expires_at: z.iso.datetime().nullable().optional(),
  })
  .meta({ examples: [{ name: 'Automation', token: 'ops_YOUR_SERVICE_ACCOUNT_TOKEN' }] });
export type ConnectSecretProvider = z.input<typeof connectSecretProvider>;

export const updateSecretProvider = z
  .object({
    name,
    cache_ttl_seconds: cacheTtlSeconds,
    stale_if_error: staleIfError,
    token_expires_at: z.iso.datetime().nullable(),
    plan: z.enum(PROVIDER_PLANS),
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

export const CLOCK_STATES = ['ok', 'off', 'unusable'] as const;

const meter = z.object({ used: z.number().int(), limit: z.number().int(), resets_at: z.string() });

/** Calls to 1Password, counted by all our processes together. Null where the backend has no limit. */
export const rateBudget = z.object({
  hour: meter,
  hourly_writes: meter.nullable(),
  day: meter.nullable(),
  /** When the hour's reads run out if they go on as in the last ten minutes; null when they do not. */
  exhausted_at: z.string().nullable(),
});

export const secretProvider = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  provider_type: z.literal('1password'),
  mode: providerMode,
  name: z.string(),
  /** Last four characters of the token; nothing else of it is ever shown. */
  config_hint: z.string(),
  cache_ttl_seconds: z.number().int(),
  stale_if_error: staleIfError,
  status: z.enum(['active', 'disabled']),
  health: z.enum(['ok', 'attention', 'unknown']),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Connect only. */
  base_url: z.string().nullable(),
  /** The variable a Connect token comes from; null when it is stored here. */
  token_env: z.string().nullable(),
  /** CLI with a signed-in account only. */
  account: z.string().nullable(),
  plan: z.enum(PROVIDER_PLANS),
  budget: rateBudget.nullable(),
  vaults: z.array(vaultAccess),
  bound_entries: z.number().int(),
  token_expires_at: z.string().nullable(),
  last_checked_at: z.string().nullable(),
  last_success_at: z.string().nullable(),
  /**
   * What 1Password's clock (or the Connect server's) shows minus ours, as last seen. `off` beyond two seconds: codes may
   * be refused. `unusable` beyond ten: none are handed out.
   */
  clock: z.object({ skew_ms: z.number().int(), state: z.enum(CLOCK_STATES), seen_at: z.string() }).nullable(),
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

export const providerItemsQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  /** Items with a website of this domain come first and are marked `suggested`. */
  domain: z.string().max(300).optional(),
  /** Read the list anew instead of the one kept for a few seconds. */
  fresh: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Without `apply` nothing changes: the answer is what would. */
export const replaceToken = z.object({
  token: z.string().min(1, 'Paste the new token').max(20_000),
  apply: z.boolean().default(false),
  /** Swap although some bound items cannot be read with the new token. */
  accept_unreadable: z.boolean().default(false),
});
export type ReplaceToken = z.input<typeof replaceToken>;

const access = z.object({ read: z.boolean(), write: z.enum(['yes', 'no', 'unknown']) });

export const tokenReplacement = z.object({
  applied: z.boolean(),
  vaults: z.array(
    z.object({ id: z.string(), title: z.string(), before: access.nullable(), after: access.nullable() }),
  ),
  entries: z.array(
    z.object({
      id: z.uuid(),
      permissioned_user_id: z.string(),
      domain: z.string(),
      readable: z.boolean(),
      reason: z.string().nullable(),
    }),
  ),
});
export type TokenReplacement = z.infer<typeof tokenReplacement>;

/** `probe` writes a note into the vault and deletes it again; without it nothing is written. */
export const checkWriteAccess = z.object({
  vault_id: z.string().min(1).max(60),
  probe: z.boolean().default(false),
});
export type CheckWriteAccess = z.input<typeof checkWriteAccess>;

export const writeAccess = z.object({
  verdict: z.enum(['yes', 'no', 'unknown']),
  evidence: z.string(),
  next_step: z.string().nullable(),
});
export type WriteAccessView = z.infer<typeof writeAccess>;
