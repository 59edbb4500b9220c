'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { runEventFrame } from '@/lib/contract/run';
import { keys } from './keys';
import { type LiveState, openLiveEvents } from './live-events';
import { isOver, runEventsAddress } from './runs';

/** Follows a run: each frame replaces what `runQuery` has. */
export function useRunEvents(workspace: string, runId: string, follow: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!follow) return;
    return openLiveEvents({
      address: runEventsAddress(workspace, runId),
      event: 'run',
      onState: setState,
      onFrame: (frame) => {
        const parsed = runEventFrame.safeParse(frame);
        if (!parsed.success) return false;
        client.setQueryData(keys.run(workspace, runId), parsed.data.run);
        if (!isOver(parsed.data.run.status)) return false;
        void client.invalidateQueries({ queryKey: [...keys.runs(workspace), 'list'] });
        return true;
      },
    });
  }, [client, workspace, runId, follow]);
  return follow ? state : 'over';
}
