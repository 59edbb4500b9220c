import { type RefObject, useEffect, useRef } from 'react';

/** For a row that may be wider than its page (tabs, on a phone): what the selector names is scrolled into view in it. */
export function useKeepInView<Row extends HTMLElement>(selector: string): RefObject<Row | null> {
  const row = useRef<Row>(null);
  useEffect(() => {
    row.current?.querySelector(selector)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [selector]);
  return row;
}
