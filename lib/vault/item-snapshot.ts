import { z } from 'zod';
import type { Login } from '@/lib/secrets/provider';

/** What the bound item looked like when it was last read: facts about its form, never a value. */
export const itemSnapshot = z.object({
  title: z.string(),
  vault_title: z.string(),
  websites: z.array(z.string()),
  has_username: z.boolean(),
  has_password: z.boolean(),
  has_one_time_password: z.boolean(),
  archived: z.boolean(),
  not_a_login: z.boolean(),
  /** What the entry takes from elsewhere and was not there, since when: fields by name, further secrets as `secret/NAME`. */
  missing: z.record(z.string(), z.iso.datetime()).default({}),
  /** Beside a candidate that is not settled: tells of a rotation, also to a database that does not know it. */
  rotation_marker: z.string().nullable().default(null),
  /** The closed kind of the last failed read; null after a good one. */
  error: z.string().nullable(),
  error_at: z.iso.datetime().nullable().default(null),
});
export type ItemSnapshot = z.infer<typeof itemSnapshot>;

export function snapshotOf(
  login: Login,
  vaultTitle: string,
  missing: ItemSnapshot['missing'] = {},
): ItemSnapshot {
  return {
    title: login.title,
    vault_title: vaultTitle,
    websites: login.websites.map((website) => website.url),
    has_username: !login.username.isEmpty,
    has_password: !login.password.isEmpty,
    has_one_time_password: login.hasOneTimePassword,
    archived: login.warnings.includes('archived'),
    not_a_login: login.warnings.includes('not_a_login'),
    missing,
    rotation_marker: login.pendingPassword === null ? null : login.rotationMarker,
    error: null,
    error_at: null,
  };
}

/** Known as missing since the first time that it was not there, so that a snapshot changes only when the facts do. */
export function missingSince(
  before: ItemSnapshot['missing'],
  names: readonly string[],
  now: number,
): ItemSnapshot['missing'] {
  const since = new Date(now).toISOString();
  return Object.fromEntries(names.map((name) => [name, before[name] ?? since]));
}

/** Names of further secrets, among all that may be missing. */
export const missingName = (secretName: string) => `secret/${secretName}`;

/** Null for an entry that was never bound, or a snapshot of an older form: it is taken again at the next read. */
export function readSnapshot(json: unknown): ItemSnapshot | null {
  const parsed = itemSnapshot.safeParse(json);
  return parsed.success ? parsed.data : null;
}
