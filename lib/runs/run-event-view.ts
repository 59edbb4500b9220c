import { EVENT_LIFE_SECONDS, type WireRunEvent, wireRunEvent } from '@/lib/contract/run-event';
import type { RunEvent } from '@/lib/db/generated/client';

/** What clients and webhooks are told. The history has the place of a step beside it, which is ours alone. */
export function toldPayload<V>({ index: _ours, ...told }: { readonly [name: string]: V }) {
  return told;
}

export function presentEvent(row: Pick<RunEvent, 'event' | 'payload' | 'createdAt'>): WireRunEvent {
  const timestamp = Math.floor(row.createdAt.getTime() / 1000);
  return wireRunEvent.parse({
    event: row.event,
    payload: toldPayload(wireRunEvent.shape.payload.parse(row.payload)),
    timestamp,
    expires_at: timestamp + EVENT_LIFE_SECONDS,
  });
}
