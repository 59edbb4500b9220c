import { decodeCursor, encodeCursor, type Place } from '@/lib/kernel/cursor';
import type { Page } from './paging';
import { Problem } from './problem';

/** Throws `cursor_invalid` for one that no page gave out. */
export function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const place = decodeCursor(cursor);
  if (place) return place;
  throw cursorRefused();
}

export function cursorRefused(): Problem {
  return new Problem('cursor_invalid', {
    message: 'The cursor is not one that this list gave out.',
    fields: [{ field: 'cursor', message: 'Use next_cursor of the previous page' }],
  });
}

/** From one row more than the page holds: that row only says that there is a next page. */
export function pageFrom<Row extends Place, View>(
  rows: Row[],
  limit: number,
  present: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(present),
    next_cursor: rows.length > limit && last ? encodeCursor(last) : null,
  };
}
