import { z } from 'zod';
import { pageQuery } from './paging';
import { RUN_EVENTS } from './run-event';

/** What a webhook may be told: the run events of the CloudCruise wire, and what the workspace's own work needs people for. */
export const WEBHOOK_EVENTS = [
  ...RUN_EVENTS,
  'rotation.needs_human',
  'rotation.save_delayed',
  'rotation.unfinished',
  'rotation.overdue',
  'rotation.lossy_write',
  'rotation.sign_in_budget_spent',
  'webhook.test',
] as const;
export const webhookEvent = z.enum(WEBHOOK_EVENTS);
export type WebhookEvent = z.infer<typeof webhookEvent>;

const url = z.string().trim().min(1, 'Give the address that is to be called').max(2000);
const secret = z.string().min(16, 'A secret has at least 16 characters').max(200);
/** Seconds after sending for which a receiver should accept a message. */
const validity = z.number().int().min(10).max(86_400);
/** It goes with every message of a run. */
const MOST_METADATA = 10_000;
const events = z.array(webhookEvent).max(WEBHOOK_EVENTS.length);

export const createWebhook = z.object({
  url,
  /** Empty: all events. */
  events: events.default([]),
  /** Left out, one is made; this answer alone shows it. */
  secret: secret.optional(),
  validity_seconds: validity.default(300),
});
export type CreateWebhook = z.input<typeof createWebhook>;

export const updateWebhook = z.object({
  url: url.optional(),
  events: events.optional(),
  secret: secret.optional(),
  validity_seconds: validity.optional(),
  active: z.boolean().optional(),
});
export type UpdateWebhook = z.input<typeof updateWebhook>;

export const deliveryState = z.enum(['waiting', 'delivered', 'failed']);

export const webhookDelivery = z.object({
  id: z.uuid(),
  event: webhookEvent,
  run_id: z.uuid().nullable(),
  state: deliveryState,
  attempts: z.number().int(),
  /** What the receiver answered last; null without an answer. */
  response_status: z.number().int().nullable(),
  /** Why the last attempt failed, in words. */
  error: z.string().nullable(),
  /** What the receiver's people can do about it. */
  hint: z.string().nullable(),
  next_attempt_at: z.string().nullable(),
  created_at: z.string(),
  delivered_at: z.string().nullable(),
});
export type WebhookDeliveryView = z.infer<typeof webhookDelivery>;

export const webhook = z.object({
  id: z.uuid(),
  url: z.string(),
  events,
  validity_seconds: z.number().int(),
  active: z.boolean(),
  last_delivery: webhookDelivery.nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type WebhookView = z.infer<typeof webhook>;

export const createdWebhook = webhook.extend({ secret: z.string() });

export const listDeliveriesQuery = pageQuery.extend({ state: deliveryState.optional() });

/**
 * The `webhook` of `POST /run`: facts that go with every message, or an address for this run alone, or both. The wire
 * knows two shapes; one object of them tells what is missing by name.
 */
export const runWebhook = z
  .object({
    metadata: z
      .record(z.string(), z.unknown())
      .refine((facts) => JSON.stringify(facts).length <= MOST_METADATA, 'At most 10,000 characters of JSON')
      .optional(),
    url: url.optional(),
    event_types_subscribed: events.default([]),
    secret: z.string().min(1).max(200).optional(),
    validity: validity.default(300),
  })
  .superRefine((given, context) => {
    const missing = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (given.url !== undefined && given.secret === undefined)
      missing('secret', 'An address needs the secret that its messages are signed with');
    if (given.url === undefined && given.secret !== undefined)
      missing('url', 'A secret signs for an address');
    if (given.url === undefined && given.secret === undefined && given.metadata === undefined)
      missing('url', 'Give an address, or metadata for the messages of the workspace’s webhooks');
  });
export type RunWebhook = z.input<typeof runWebhook>;

/** Answer of `POST /webhooks/{session_id}/replay`, as the CloudCruise client reads it. */
export const webhookReplay = z.object({
  status: z.enum(['success', 'partial', 'failed', 'empty']),
  info: z.string(),
  nr_success: z.number().int(),
  nr_failed: z.number().int(),
  webhook_events: z.array(
    z.object({ success: z.boolean(), response: z.string().nullable(), error: z.string().nullable() }),
  ),
});
export type WebhookReplay = z.infer<typeof webhookReplay>;
