import { RUN_EVENTS } from '@/lib/contract/run-event';
import { WEBHOOK_EVENTS, type WebhookDeliveryView, type WebhookEvent } from '@/lib/contract/webhook';
import { plural } from './plural';

const isOfRotations = (event: WebhookEvent) => event.startsWith('rotation.');

/** What can be subscribed to, under headings. A test message comes unasked. */
export const WEBHOOK_EVENT_GROUPS: ReadonlyArray<{ title: string; events: WebhookEvent[] }> = [
  { title: 'Runs', events: [...RUN_EVENTS] },
  { title: 'Rotations', events: WEBHOOK_EVENTS.filter(isOfRotations) },
];

/** "All events", "3 events". */
export function eventsWords(events: readonly WebhookEvent[]): string {
  return events.length === 0 ? 'All events' : plural(events.length, 'event');
}

const STATES = {
  waiting: { tone: 'running', label: 'Waiting' },
  delivered: { tone: 'ok', label: 'Delivered' },
  failed: { tone: 'failed', label: 'Failed' },
} as const satisfies Record<WebhookDeliveryView['state'], Mark>;

interface Mark {
  tone: 'running' | 'ok' | 'failed' | 'attention';
  label: string;
}

/** A message that was refused and waits for its next attempt is nothing to wait for in peace. */
export function deliveryMark({ state, error }: WebhookDeliveryView): Mark {
  return state === 'waiting' && error !== null
    ? { tone: 'attention', label: 'Not taken yet' }
    : STATES[state];
}

/** What the receiver said, or why there was no answer. */
export function deliverySentence({
  state,
  attempts,
  response_status: status,
  error,
}: WebhookDeliveryView): string {
  const answered = status === null ? null : `Answered ${status}.`;
  const tries = attempts > 1 ? `Tried ${attempts} times.` : null;
  const parts = [error, answered, tries].filter((part) => part !== null);
  if (parts.length > 0) return parts.join(' ');
  return state === 'waiting' ? 'Not sent yet.' : 'Taken.';
}

/** For a person who has just had it sent: what went wrong, and what to do about it. */
export function refusalSentence(delivery: WebhookDeliveryView): string {
  return [deliverySentence(delivery), delivery.hint].filter((part) => part !== null).join(' ');
}
