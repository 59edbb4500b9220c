import {
  deliveryState,
  type WebhookDeliveryView,
  type WebhookView,
  webhookEvent,
} from '@/lib/contract/webhook';
import type { SendFailure } from './send-message';
import type { DeliveryRow, WebhookWithLast } from './webhook-store';

interface Words {
  message: string;
  hint: string;
}

const WORDS: Record<SendFailure, Words> = {
  address_refused: {
    message: 'The address leads to a network that this server must not reach.',
    hint: 'Use a public https address; an operator can allow an internal one in WEBHOOK_ALLOWED_TARGETS.',
  },
  refused: {
    message: 'The receiver answered with an error.',
    hint: 'Look into the log of the receiver; it has to answer with a 2xx.',
  },
  redirected: {
    message: 'The receiver answered with another address; redirects are not followed.',
    hint: 'Give the webhook the address that the receiver redirects to.',
  },
  timeout: {
    message: 'The receiver did not answer within ten seconds.',
    hint: 'Let the receiver answer first and do its work afterwards.',
  },
  tls: {
    message: 'The certificate of the receiver is not trusted.',
    hint: 'Give the receiver a certificate of a public authority for the name in its address.',
  },
  unreachable: {
    message: 'The receiver could not be reached.',
    hint: 'Check that the receiver runs and that this server can reach its address.',
  },
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
    hint: row.error === null ? null : (wordsOf(row.error)?.hint ?? null),
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    delivered_at: row.deliveredAt?.toISOString() ?? null,
  };
}

export function failureInWords(error: string): string {
  return wordsOf(error)?.message ?? 'The delivery failed.';
}

function wordsOf(error: string): Words | undefined {
  return Object.entries(WORDS).find(([known]) => known === error)?.[1];
}
