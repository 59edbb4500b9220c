'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False in the markup of the server, until this part of the page answers to what is done to it. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
