'use client';

import { useState, useSyncExternalStore } from 'react';
import { readTheme, type Theme } from './theme';

/** The theme in force, and a way to change this page at once. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const fromPage = useSyncExternalStore(unchanging, themeOfPage, () => 'system' as const);
  const [picked, setPicked] = useState<Theme | null>(null);
  return [
    picked ?? fromPage,
    (theme) => {
      if (theme === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      setPicked(theme);
    },
  ];
}

function themeOfPage(): Theme {
  return readTheme(document.documentElement.dataset.theme);
}

function unchanging(): () => void {
  return () => undefined;
}
