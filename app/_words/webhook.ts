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

export const DELIVERY_WORDS = {
  waiting: { tone: 'running', label: 'Waiting' },
  delivered: { tone: 'ok', label: 'Delivered' },
  failed: { tone: 'failed', label: 'Failed' },
} as const satisfies Record<WebhookDeliveryView['state'], { tone: string; label: string }>;

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
