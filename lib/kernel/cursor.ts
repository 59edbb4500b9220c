import { createHash } from 'node:crypto';
import { isId } from './id';

/** What a row is sorted by. Times are milliseconds since the epoch; null is a time that never was. */
export type CursorValue = string | number | null;

export interface Place {
  createdAt: Date;
  id: string;
}

const TAG_LENGTH = 8;

/**
 * Where a page ended: base64url of `[tag, …values of the last row]`. Opaque to callers, and not signed: it names a place
 * within rows that the caller may read anyway. The tag is of the list with its filter and order, so that a cursor is
 * refused everywhere but where it was given out, instead of skipping rows there.
 */
export function encodeCursor(list: string, values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify([tagOf(list), ...values])).toString('base64url');
}

/** Null for what `encodeCursor` did not make for this list. The caller judges the values: a cursor can be forged. */
export function decodeCursor(list: string, cursor: string): CursorValue[] | null {
  if (!/^[\w-]+$/.test(cursor)) return null;
  const parsed = parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Array.isArray(parsed)) return null;
  const [tag, ...values] = parsed;
  if (tag !== tagOf(list)) return null;
  const found = values.filter(isCursorValue);
  return found.length === values.length ? found : null;
}

/** The place in a list by creation, which most lists are; `list` tells one of them from another. */
export function encodePlace(list: string, { createdAt, id }: Place): string {
  return encodeCursor(list, [createdAt.getTime(), id]);
}

export function decodePlace(list: string, cursor: string): Place | null {
  const [milliseconds, id] = decodeCursor(list, cursor) ?? [];
  const createdAt = timeOf(milliseconds);
  return createdAt && typeof id === 'string' && isId(id) ? { createdAt, id } : null;
}

export function timeOf(value: CursorValue | undefined): Date | null {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return null;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time;
}

function tagOf(list: string): string {
  return createHash('sha256').update(list).digest('base64url').slice(0, TAG_LENGTH);
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
