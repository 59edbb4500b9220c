import { randomUUID } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** All rows carry a version 4 UUID: not guessable, and 16 bytes in associated data. */
export function newId(): string {
  return randomUUID();
}

/** False for upper case on purpose: one row has one spelling of its id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
