'use client';

import { useSyncExternalStore } from 'react';

/** What the address names on this page, without the `#`. */
export function useLocationHash(): string {
  return useSyncExternalStore(subscribe, read, () => '');
}

function read(): string {
  return window.location.hash.slice(1);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}
