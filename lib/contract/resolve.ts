import { z } from 'zod';

/** One answer may hold this many entries: a test run's worth, not a vault's. */
export const MOST_ENTRIES = 20;

const asked = z.enum(['username', 'password', 'code']);

/**
 * Names an entry and says what of it is wanted. A code is read live and burnt, so it is handed out only where it is
 * asked for by name.
 */
export const resolveItem = z
  .strictObject({
    entry_id: z.uuid().optional(),
    /** Alone when only one entry has it; `user@domain` names both. */
    permissioned_user_id: z.string().trim().min(1).max(200).optional(),
    domain: z.string().trim().min(1).max(300).optional(),
    want: z.array(asked).max(3).default(['username', 'password']),
    /** Further fields of the bound item, as `op://<vault id>/<item id>/[<section>/]<field>`. */
    references: z.array(z.string().max(1000)).max(20).default([]),
  })
  .refine(
    ({ entry_id, permissioned_user_id }) => (entry_id === undefined) !== (permissioned_user_id === undefined),
    'name the entry by entry_id or by permissioned_user_id',
  )
  .meta({ examples: [{ permissioned_user_id: 'acme-prod', want: ['username', 'password'] }] });
export type ResolveItem = z.output<typeof resolveItem>;

export const resolveRequest = z.strictObject({
  entries: z.array(resolveItem).min(1, 'Name at least one entry').max(MOST_ENTRIES),
});
export type ResolveRequest = z.input<typeof resolveRequest>;

/** Lower-case hex of iv(12) || ciphertext || tag(16) under the workspace's API encryption key. */
const ciphertext = z.string().regex(/^[0-9a-f]+$/);

/** Where values of an entry may be typed; whoever fills a form holds to it. */
export const originPin = z.object({
  domain: z.string(),
  extra_origins: z.array(z.string()),
  autofill: z.enum(['anywhere', 'exact', 'never']),
  /** Hosts below that domain which the item says must not be filled. */
  never_origins: z.array(z.string()),
  /** Of these hosts, the ones that the operator allows over plain http. */
  insecure_hosts: z.array(z.string()),
});

export const resolvedEntry = z.object({
  entry_id: z.uuid(),
  permissioned_user_id: z.string(),
  domain: z.string(),
  /** Null when neither user name nor password was asked for. */
  login: z
    .object({
      username: ciphertext.nullable(),
      password: ciphertext.nullable(),
      has_one_time_password: z.boolean(),
      source: z.enum(['stored', 'cache', 'live']),
      resolved_at: z.string(),
      /** When a caller that keeps the value should ask again; a hint, not a lifetime. */
      refresh_at: z.string(),
      pin: originPin,
    })
    .nullable(),
  code: z
    .object({
      value: ciphertext,
      valid_until: z.string(),
      /** Of that, what was left when this was answered: for a client whose clock is wrong. */
      valid_for_ms: z.number(),
      period_seconds: z.number(),
      digits: z.number(),
    })
    .nullable(),
  /** By the reference that was asked for. */
  references: z.record(z.string(), ciphertext),
});
export type ResolvedEntry = z.infer<typeof resolvedEntry>;

export const resolveAnswer = z.object({ entries: z.array(resolvedEntry) });
