import { z } from 'zod';
import { TWO_FACTOR_METHODS } from '@/app/_words/two-factor';
import { createEntry, secretName } from '@/lib/contract/vault-entry';

/** What the form holds: the wire's names, with texts where the wire has numbers, lists and null. */
const values = createEntry.pick({ permissioned_user_id: true, domain: true }).extend({
  user_alias: z.string().max(200, 'At most 200 characters'),
  source: z.enum(['stored', 'provider']),
  username: z.string().max(10_000),
  password: z.string().max(10_000),
  totp_secret: z.string().max(10_000),
  secret_provider_id: z.string(),
  secret_ref: z.string(),
  /** Empty for the connection's default, else seconds. */
  secret_cache_ttl_seconds: z.string().regex(/^\d*$/),
  /** Empty for the field's own place in the item, else a reference. */
  map_username: z.string().max(1_000),
  map_password: z.string().max(1_000),
  map_one_time_password: z.string().max(1_000),
  extra_secrets: z.array(
    z.object({ name: secretName, reference: z.string().trim().min(1, 'Give a reference').max(1_000) }),
  ),
  tfa_method: z.enum(TWO_FACTOR_METHODS),
  /** One per line. */
  extra_origins: z.string(),
  keeps_session: z.boolean(),
});
export type EntryFormValues = z.infer<typeof values>;

export const ENTRY_FORM_FIELDS = [
  'permissioned_user_id',
  'domain',
  'user_alias',
  'source',
  'username',
  'password',
  'totp_secret',
  'secret_provider_id',
  'secret_ref',
  'secret_cache_ttl_seconds',
  'map_username',
  'map_password',
  'map_one_time_password',
  'extra_secrets',
  'tfa_method',
  'extra_origins',
  'keeps_session',
] as const satisfies ReadonlyArray<keyof EntryFormValues>;

/** Values the entry already holds, which an empty field keeps. */
export interface KeptValues {
  username: boolean;
  password: boolean;
  totp_secret: boolean;
}

/** Only what can be told without asking: the server knows the rest and answers per field. */
export function entryFormSchema(kept: KeptValues) {
  return values.superRefine((form, context) => {
    const missing = (field: keyof EntryFormValues, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (form.source === 'provider') {
      if (!form.secret_provider_id) missing('secret_provider_id', 'Choose a connection');
      if (!form.secret_ref) missing('secret_ref', 'Choose an item');
      form.extra_secrets.forEach(({ name }, place) => {
        const first = form.extra_secrets.findIndex((one) => one.name === name);
        if (first === place) return;
        const path = ['extra_secrets', place, 'name'];
        context.addIssue({ code: 'custom', path, message: 'Already used above' });
      });
      return;
    }
    if (!form.username && !kept.username) missing('username', 'Give the username');
    if (!form.password && !kept.password) missing('password', 'Give the password');
    if (form.tfa_method === 'AUTHENTICATOR' && !form.totp_secret && !kept.totp_secret) {
      missing('totp_secret', 'Give the authenticator secret, or choose another method');
    }
  });
}
