import { takeText } from '../own-bytes';

/**
 * What crosses to the SDK's thread and back and may hold secrets: as bytes that are handed over and not copied. Node copies
 * other messages into memory of its own, which it gives back as it is: measured, ten readings left up to sixteen copies.
 * sdk-thread-main.ts has the other ends of both; a date is the one thing in an item that JSON has no word for.
 */
export function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(value, function (this: Record<string, unknown>, name, member: unknown) {
    const date = this[name];
    return date instanceof Date ? { $date: date.getTime() } : member;
  });
  return new TextEncoder().encode(text);
}

/** The bytes are overwritten. */
export function takeValue(bytes: Uint8Array): unknown {
  return JSON.parse(takeText([bytes]), (_name, member: unknown) =>
    isDate(member) ? new Date(member.$date) : member,
  );
}

function isDate(member: unknown): member is { $date: number } {
  return (
    typeof member === 'object' && member !== null && '$date' in member && typeof member.$date === 'number'
  );
}
