'use client';

import { useMemo, useRef } from 'react';

/**
 * Gives the focus back to what had it when a dialog opened. The primitive only knows a trigger that is rendered inside
 * it, and ours are opened by state.
 */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return useMemo(
    () => ({
      remember: () => {
        opener.current = document.activeElement;
      },
      giveBack: (event: Event) => {
        if (!(opener.current instanceof HTMLElement) || !opener.current.isConnected) return;
        event.preventDefault();
        opener.current.focus();
      },
    }),
    [],
  );
}
