import { z } from 'zod';
import { interval } from './interval';
import { domain, passkey, permissionedUserId, tfaMethod } from './vault-entry';

/**
 * An entry on the wire of the `cloudcruise` client. `user_name`, `password`, `tfa_secret` and the private key of a
 * passkey are ciphertext under the workspace's API encryption key, both ways.
 */
const ciphertext = z.string().max(40_000);

/** As browsers export them. Only what a browser can be given again is read; other members are let pass. */
export const wireCookie = z.looseObject({
  name: z.string().min(1).max(400),
  value: z.string().max(8_000),
  domain: z.string().max(300).optional(),
  path: z.string().max(1_000).optional(),
  /** Seconds since the epoch; absent or -1 for a cookie of the session. */
  expirationDate: z.number().optional(),
  expires: z.number().optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  sameSite: z.string().max(20).nullable().optional(),
});
export type WireCookie = z.infer<typeof wireCookie>;

/** Key to value for the entry's own origin, or origin to key to value. */
export const wireStorage = z.record(
  z.string().max(1_000),
  z.union([z.string().max(200_000), z.record(z.string().max(1_000), z.string().max(200_000))]),
);

const proxy = z.object({
  enable: z.boolean(),
  target_ip: z.union([z.ipv4(), z.ipv6()]).nullable().optional(),
});
const header = z.object({
  name: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'Not the name of a header'),
  value: z
    .string()
    .max(4_000)
    .regex(/^[\t\x20-\x7e\x80-\uffff]*$/, 'A header value has no line breaks'),
});

const flag = z.boolean().nullable().optional();

/** What an answer has on top is ignored, so that a client may send an entry back as it got it. */
export const wireEntryInput = z
  .object({
    id: z.uuid().optional(),
    permissioned_user_id: permissionedUserId,
    domain,
    user_name: ciphertext.nullable().optional(),
    password: ciphertext.nullable().optional(),
    tfa_secret: ciphertext.nullable().optional(),
    passkey: passkey.nullable().optional(),
    user_alias: z.string().max(200).nullable().optional(),
    tfa_method: tfaMethod.nullable().optional(),
    secret_provider_id: z.uuid().nullable().optional(),
    secret_ref: z.string().max(300).nullable().optional(),
    secret_cache_ttl_seconds: z
      .number()
      .int()
      .min(0)
      .max(86_400, 'At most 86400, which is 24 hours')
      .nullable()
      .optional(),
    cookies: z.array(wireCookie).max(1_000).nullable().optional(),
    local_storage: wireStorage.nullable().optional(),
    session_storage: wireStorage.nullable().optional(),
    persist_cookies: flag,
    persist_local_storage: flag,
    persist_session_storage: flag,
    cookie_domain_to_store: z.string().max(300).nullable().optional(),
    skip_csrf_cookies: flag,
    allow_multiple_sessions: flag,
    max_concurrency: z.number().int().min(1).max(10_000).nullable().optional(),
    prevent_concurrency_during_login: flag,
    expiry_time_from_last_use: interval.nullable().optional(),
    expiry_time_from_session_data_set: interval.nullable().optional(),
    proxy: proxy.nullable().optional(),
    headers: z.array(header).max(50).nullable().optional(),
    user_agent: z.string().max(1_000).nullable().optional(),
    location: z.string().max(300).nullable().optional(),
    ip_address: z.union([z.ipv4(), z.ipv6()]).nullable().optional(),
    session_id: z.string().max(300).nullable().optional(),
  })
  .meta({
    examples: [
      {
        permissioned_user_id: 'acme-prod',
        domain: 'https://acme.com',
        secret_provider_id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01',
        secret_ref: 'op://hfnjvi6aymbsnfc2xeeoheizda/7yq3sv2nbzgbfgw5t6cs3ijcmq',
      },
    ],
  });
export type WireEntryInput = z.input<typeof wireEntryInput>;

export const wireEntry = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  user_id: z.string().nullable(),
  permissioned_user_id: z.string(),
  domain: z.string(),
  user_name: z.string().nullable(),
  password: z.string().nullable(),
  tfa_secret: z.string().nullable(),
  user_alias: z.string().nullable(),
  tfa_method: tfaMethod.nullable(),
  secret_provider_id: z.uuid().nullable(),
  secret_ref: z.string().nullable(),
  secret_cache_ttl_seconds: z.number().int().nullable(),
  persist_cookies: z.boolean(),
  persist_local_storage: z.boolean(),
  persist_session_storage: z.boolean(),
  cookie_domain_to_store: z.string().nullable(),
  skip_csrf_cookies: z.boolean(),
  allow_multiple_sessions: z.boolean(),
  max_concurrency: z.number().int().nullable(),
  prevent_concurrency_during_login: z.boolean(),
  expiry_time_from_last_use: z.string().nullable(),
  expiry_time_from_session_data_set: z.string().nullable(),
  proxy: proxy.nullable(),
  headers: z.array(header).nullable(),
  user_agent: z.string().nullable(),
  location: z.string().nullable(),
  ip_address: z.string().nullable(),
  session_id: z.string().nullable(),
  session_data_set_at: z.string().nullable(),
  effective_expires_at: z.string().nullable(),
  proxy_string: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type WireEntry = z.infer<typeof wireEntry>;

export const wireEntryKey = z.object({ permissioned_user_id: permissionedUserId, domain });

export const wireTfaCode = z.object({
  type: z.enum(['authenticator', 'email']),
  code: z.string(),
  /** Authenticator only. */
  expires_in_seconds: z.number().int().optional(),
  /** E-mail only. */
  received_at: z.string().optional(),
});
export type WireTfaCode = z.infer<typeof wireTfaCode>;
