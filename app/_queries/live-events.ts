import { z } from 'zod';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'over';

export interface LiveEvents {
  address: string;
  /** The name of the events that are frames. */
  event: string;
  onState: (state: LiveState) => void;
  /** Takes the newest frame; true when it was the last. */
  onFrame: (frame: unknown) => boolean;
}

const numbered = z.looseObject({ seq: z.number() });

/**
 * Server-sent events of something that changes until it ends. Each frame holds the whole of it. The browser reconnects
 * by itself; the first frame after that is the current state, so nothing is missed. Answers with how to stop.
 */
export function openLiveEvents({ address, event, onState, onFrame }: LiveEvents): () => void {
  let newest = -1;
  const source = new EventSource(address);
  source.addEventListener('open', () => onState('live'));
  source.addEventListener('error', () => {
    onState('reconnecting');
    // A restarted server counts from the start again.
    newest = -1;
  });
  source.addEventListener(event, ({ data }) => {
    const frame = numbered.safeParse(parseJson(data));
    if (!frame.success || frame.data.seq < newest) return;
    newest = frame.data.seq;
    if (!onFrame(frame.data)) return;
    onState('over');
    source.close();
  });
  return () => source.close();
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
