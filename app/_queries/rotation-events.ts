'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { rotationEventFrame } from '@/lib/contract/rotation';
import { keys } from './keys';
import { type LiveState, openLiveEvents } from './live-events';
import { isEnded, rotationEventsAddress } from './rotations';

/** Follows a rotation: each frame replaces what `rotationQuery` has. */
export function useRotationEvents(workspace: string, id: string, follow: boolean): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    if (!follow) return;
    return openLiveEvents({
      address: rotationEventsAddress(workspace, id),
      event: 'rotation',
      onState: setState,
      onFrame: (frame) => {
        const parsed = rotationEventFrame.safeParse(frame);
        if (!parsed.success) return false;
        const { rotation } = parsed.data;
        client.setQueryData(keys.rotation(workspace, id), rotation);
        if (!isEnded(rotation)) return false;
        void client.invalidateQueries({ queryKey: [...keys.rotations(workspace), 'list'] });
        void client.invalidateQueries({ queryKey: keys.rotationCounts(workspace) });
        return true;
      },
    });
  }, [client, workspace, id, follow]);
  return follow ? state : 'over';
}
