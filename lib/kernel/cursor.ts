import { isId } from './id';

export interface Place {
  createdAt: Date;
  id: string;
}

/** Where a page ended. Opaque to callers: base64url of `milliseconds.id`. */
export function encodeCursor(place: Place): string {
  return Buffer.from(`${place.createdAt.getTime()}.${place.id}`).toString('base64url');
}

/** Null for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Place | null {
  const [milliseconds = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('.');
  const time = Number(milliseconds);
  if (!/^\d{1,15}$/.test(milliseconds) || !isId(id) || Number.isNaN(new Date(time).getTime())) return null;
  return { createdAt: new Date(time), id };
}
