import { decodeCursor, decodePlace, encodeCursor, encodePlace, type Place } from '@/lib/kernel/cursor';
import type { Page } from './paging';
import { Problem } from './problem';

/** Lists by creation share a form of cursor; those that name themselves refuse each other's. */
const ANY_LIST = 'created';

export function readCursor(cursor: string | undefined, list = ANY_LIST): Place | undefined {
  if (cursor === undefined) return undefined;
  const place = decodePlace(list, cursor);
  if (!place) throw unknownCursor();
  return place;
}

/** For a cursor that no page of this list, with this filter and order, gave out. */
export function unknownCursor(): Problem {
  return new Problem('cursor_invalid', {
    message: 'The cursor is not one that this list gave out, with this filter and order.',
    hint: 'Begin without a cursor, and pass next_cursor of each answer with the same filter and order.',
    fields: [{ field: 'cursor', message: 'Use next_cursor of the previous page', code: 'cursor_invalid' }],
  });
}

/** From one row more than the page holds: that row only says that there is a next page. */
export function pageFrom<Row extends Place, View>(
  rows: Row[],
  limit: number,
  present: (row: Row) => View,
  list = ANY_LIST,
): Page<View> {
  return pageOfRows(rows, limit, present, (last) => encodePlace(list, last));
}

export function pageOfRows<Row, View>(
  rows: Row[],
  limit: number,
  present: (row: Row) => View,
  cursorOf: (last: Row) => string,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(present),
    next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

type Position = readonly (string | number)[];
interface PageWish {
  cursor?: string | undefined;
  limit: number;
}

/**
 * One page of a list that is read whole because it is short: members, keys, connections. `positionOf` says where a row
 * stands, ascending; its last part must differ from row to row. Rows that come and go between two pages shift nothing.
 */
export function pageOfAll<View>(
  list: string,
  views: readonly View[],
  wish: PageWish,
  positionOf: (view: View) => Position,
): Page<View> {
  const sorted = views.toSorted((a, b) => comparePositions(positionOf(a), positionOf(b)));
  return pageOfSorted(list, sorted, wish, positionOf);
}

/** The same for rows that are in that order already. */
export function pageOfSorted<View>(
  list: string,
  views: readonly View[],
  { cursor, limit }: PageWish,
  positionOf: (view: View) => Position,
): Page<View> {
  const after = cursor === undefined ? null : positionFrom(list, cursor);
  const found = after ? views.findIndex((view) => comparePositions(positionOf(view), after) > 0) : 0;
  const start = found === -1 ? views.length : found;
  return pageOfRows(
    views.slice(start, start + limit + 1),
    limit,
    (view) => view,
    (last) => encodeCursor(list, positionOf(last)),
  );
}

export function comparePositions(a: Position, b: Position): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    const difference =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Newest first, for lists by creation. */
export function newestFirst({ id, created_at }: { id: string; created_at: string }): Position {
  return [-Date.parse(created_at), id];
}

export function oldestFirst({ id, created_at }: { id: string; created_at: string }): Position {
  return [Date.parse(created_at), id];
}

function positionFrom(list: string, cursor: string): Position {
  const values = decodeCursor(list, cursor);
  const position = values?.filter((value) => value !== null);
  if (!position || position.length !== values?.length) throw unknownCursor();
  return position;
}
