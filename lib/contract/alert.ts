import { z } from 'zod';
import { pageQuery } from './paging';
import type { WebhookEvent } from './webhook';

/** What a person should know of rotations; each is the name of the webhook event as well. */
export const ALERT_KINDS = [
  /** At once: nobody but a person can go on. */
  'rotation.needs_human',
  /** The new password works and has not been saved as the item's password for a quarter of an hour. */
  'rotation.save_delayed',
  /** Under way for more than an hour. */
  'rotation.unfinished',
  /** The password of an entry should have been changed a day ago or more. */
  'rotation.overdue',
  /** Writing to 1Password changed parts of an item that were not to change. */
  'rotation.lossy_write',
  /** Too many sign-ins failed, so none is tried for now. */
  'rotation.sign_in_budget_spent',
] as const satisfies readonly WebhookEvent[];
export const alertKind = z.enum(ALERT_KINDS);
export type AlertKind = z.infer<typeof alertKind>;

export const alert = z.object({
  id: z.uuid(),
  kind: alertKind,
  entry_id: z.uuid(),
  entry: z.object({ permissioned_user_id: z.string(), domain: z.string() }),
  rotation_id: z.uuid().nullable(),
  raised_at: z.string(),
  /** What it was about is over. */
  resolved_at: z.string().nullable(),
  /** Someone has seen it. */
  dismissed_at: z.string().nullable(),
  dismissed_by: z.string().nullable(),
});
export type AlertView = z.infer<typeof alert>;

export const listAlertsQuery = pageQuery.extend({
  /** `open`: neither resolved nor dismissed. */
  state: z.enum(['open', 'all']).default('open'),
});
