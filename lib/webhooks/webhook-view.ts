import {
  deliveryState,
  type WebhookDeliveryView,
  type WebhookView,
  webhookEvent,
} from '@/lib/contract/webhook';
import type { SendFailure } from './send-message';
import type { DeliveryRow, WebhookWithLast } from './webhook-store';

const WORDS: Record<SendFailure, string> = {
  address_refused: 'The address leads to a network that this server must not reach.',
  refused: 'The receiver answered with an error.',
  redirected: 'The receiver answered with another address; redirects are not followed.',
  timeout: 'The receiver did not answer within ten seconds.',
  tls: 'The certificate of the receiver is not trusted.',
  unreachable: 'The receiver could not be reached.',
};

export function presentWebhook(row: WebhookWithLast): WebhookView {
  const [last] = row.deliveries;
  return {
    id: row.id,
    url: row.url,
    events: row.events.flatMap((event) => webhookEvent.safeParse(event).data ?? []),
    validity_seconds: row.validitySeconds,
    active: row.active,
    last_delivery: last ? presentDelivery(last) : null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function presentDelivery(row: DeliveryRow): WebhookDeliveryView {
  return {
    id: row.id,
    event: webhookEvent.parse(row.event),
    run_id: row.runId,
    state: deliveryState.parse(row.state),
    attempts: row.attempts,
    response_status: row.responseStatus,
    error: row.error === null ? null : failureInWords(row.error),
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    delivered_at: row.deliveredAt?.toISOString() ?? null,
  };
}

export function failureInWords(error: string): string {
  return Object.entries(WORDS).find(([known]) => known === error)?.[1] ?? 'The delivery failed.';
}
