import { z } from 'zod';
import { pageQuery } from './paging';

interface Finding {
  message: string;
  nextStep: string;
}

/** What can be wrong with a binding: a closed code, what it means, and what to do. */
export const HEALTH_FINDINGS = {
  item_not_found: {
    message: 'The item is deleted or archived, or the token cannot see it.',
    nextStep: 'Restore the item or give the token access to its vault, or bind another item.',
  },
  unreadable: {
    message: 'The item could not be read.',
    nextStep: 'See the connection for the reason, then check again.',
  },
  archived: { message: 'The item is archived.', nextStep: 'Restore it in 1Password, or bind another item.' },
  not_a_login: { message: 'The item is not of the category Login.', nextStep: 'Bind a Login item.' },
  no_username: {
    message: 'The item has no user name; it resolves as empty.',
    nextStep: 'Fill the user name of the item in 1Password.',
  },
  no_password: {
    message: 'The item has no password; it resolves as empty.',
    nextStep: 'Fill the password of the item in 1Password.',
  },
  website_differs: {
    message: 'None of the item’s websites belongs to the site of the entry.',
    nextStep: 'Check that this is the right item, or correct its website in 1Password.',
  },
  duplicate_binding: {
    message: 'Another entry is bound to the same item.',
    nextStep: 'Keep it if both are meant; a rotation changes the password of both.',
  },
  pending_left: {
    message: 'The item holds a pending password, and no rotation of it is under way here.',
    nextStep: 'Look in 1Password who wrote the field “pending password”, and remove it if nobody needs it.',
  },
  not_writable: {
    message: 'The connection may not write to the vault, so the password is not rotated.',
    nextStep: 'Replace the token by one that may write to this vault, if the password is to be rotated.',
  },
  not_editable: {
    message: 'The item has parts that cannot be written back without loss, so the password is not rotated.',
    nextStep: 'Use an item without passkeys and attached web forms, if the password is to be rotated.',
  },
} as const satisfies Record<string, Finding>;

const codes = Object.keys(HEALTH_FINDINGS).filter((code): code is HealthCode => code in HEALTH_FINDINGS);
export type HealthCode = keyof typeof HEALTH_FINDINGS;
export const healthCode = z.enum(codes);

/** In the way of rotations alone: runs are not touched by it. */
export const ROTATION_ONLY: ReadonlySet<HealthCode> = new Set(['not_writable', 'not_editable']);

export const startHealthScan = z.object({
  /** Left out: every connection. */
  secret_provider_id: z.uuid().optional(),
});
export type StartHealthScan = z.input<typeof startHealthScan>;

export const healthScan = z.object({
  id: z.uuid(),
  secret_provider_id: z.uuid().nullable(),
  /** `waiting`: 1Password asks for patience; it goes on by itself at `next_attempt_at`. */
  state: z.enum(['queued', 'running', 'waiting', 'done']),
  /** Bound entries when it began, and how many of them were looked at. */
  total: z.number().int(),
  checked: z.number().int(),
  /** Entries with at least one finding. */
  problems: z.number().int(),
  /** Why it waits, as the code of a problem, and in words. */
  reason: z.string().nullable(),
  message: z.string().nullable(),
  requested_by: z.string(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  next_attempt_at: z.string().nullable(),
});
export type HealthScanView = z.infer<typeof healthScan>;

export const healthResult = z.object({
  entry_id: z.uuid(),
  entry: z.object({ permissioned_user_id: z.string(), domain: z.string() }),
  item: z.object({ title: z.string(), vault_title: z.string() }).nullable(),
  secret_provider: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** None: all is well. */
  findings: z.array(z.object({ code: healthCode, message: z.string(), next_step: z.string() })),
  checked_at: z.string(),
});
export type HealthResult = z.infer<typeof healthResult>;

export const listHealthScansQuery = pageQuery;
export const listHealthResultsQuery = pageQuery.extend({
  code: healthCode.optional(),
  state: z.enum(['ok', 'attention']).optional(),
});
export type ListHealthResultsQuery = z.input<typeof listHealthResultsQuery>;
