import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '@/lib/contract/problem';
import { newestFirst, pageOfAll, readCursor } from '@/lib/contract/read-cursor';
import { type CursorValue, decodeCursor, decodePlace, encodeCursor, encodePlace } from '@/lib/kernel/cursor';

const ID = '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01';
const cursorValues: fc.Arbitrary<CursorValue[]> = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    fc.constant(null),
  ),
  { maxLength: 4 },
);

describe('a cursor', () => {
  test('gives back the values it was made of, to its own list only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), cursorValues, (list, other, values) => {
        const cursor = encodeCursor(list, values);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(list, cursor)).toEqual(values);
        if (other !== list) expect(decodeCursor(other, cursor)).toBeNull();
      }),
    );
  });

  test('made of anything else is null, never an exception', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    fc.assert(
      fc.property(texts, (text) => decodeCursor('list', text) === null && decodePlace('list', text) === null),
      { numRuns: 100 },
    );
  });

  test('of a place has a time and an id', () => {
    const place = { createdAt: new Date(1_900_000_000_123), id: ID };
    expect(decodePlace('runs', encodePlace('runs', place))).toEqual(place);
    for (const values of [[1, 'no id'], ['1', ID], [1.5, ID], [9e15, ID], [1], [1, ID.toUpperCase()]])
      expect(decodePlace('runs', encodeCursor('runs', values))).toBeNull();
  });
});

describe('a list that is read whole', () => {
  const views = Array.from({ length: 25 }, (_, index) => ({
    id: String(index).padStart(2, '0'),
    created_at: new Date(Date.UTC(2031, 0, 1 + (index % 4))).toISOString(),
  }));
  const page = (rows: typeof views, cursor?: string) =>
    pageOfAll('things', rows, { limit: 4, ...(cursor ? { cursor } : {}) }, newestFirst);

  test('is paged without a gap or a double', () => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const next = page(views, cursor);
      ids.push(...next.data.map(({ id }) => id));
      cursor = next.next_cursor;
    }
    expect(ids.toSorted()).toEqual(views.map(({ id }) => id));
  });

  test('goes on where it was although the last row shown is gone', () => {
    const first = page(views);
    const left = views.filter(({ id }) => !first.data.some((shown) => shown.id === id));
    expect(page(left, first.next_cursor ?? '')).toEqual(page(views, first.next_cursor ?? ''));
  });

  test('ends when all that followed is gone', () => {
    const { next_cursor } = page(views);
    expect(page([], next_cursor ?? '')).toEqual({ data: [], next_cursor: null });
  });

  test('refuses a cursor of another list', () => {
    const foreign = encodeCursor('other things', [-1, '01']);
    expect(() => page(views, foreign)).toThrow(Problem);
    expect(() => readCursor(foreign)).toThrow(Problem);
  });
});
