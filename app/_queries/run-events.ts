'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { runEventFrame } from '@/lib/contract/run';
import { keys } from './keys';
import { isOver, runEventsAddress } from './runs';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'over';

/**
 * Follows a run: each frame holds the whole run and replaces what `runQuery` has. The browser reconnects by itself;
 * the first frame after that is the current state, so nothing is missed. Closes when the run is over.
 */
export function useRunEvents(workspace: string, runId: string, follow: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!follow) return;
    let newest = -1;
    const source = new EventSource(runEventsAddress(workspace, runId));
    source.addEventListener('open', () => setState('live'));
    source.addEventListener('error', () => {
      setState('reconnecting');
      // A restarted server counts from the start again.
      newest = -1;
    });
    source.addEventListener('run', (event) => {
      const frame = runEventFrame.safeParse(parseJson(event.data));
      if (!frame.success || frame.data.seq < newest) return;
      newest = frame.data.seq;
      client.setQueryData(keys.run(workspace, runId), frame.data.run);
      if (!isOver(frame.data.run.status)) return;
      setState('over');
      source.close();
      void client.invalidateQueries({ queryKey: [...keys.runs(workspace), 'list'] });
    });
    return () => source.close();
  }, [client, workspace, runId, follow]);
  return follow ? state : 'over';
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
