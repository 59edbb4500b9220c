import type { ResolveRequest } from '@/lib/contract/resolve';
import { LatchkeyError } from '../errors';
import { selectorOf } from '../find-entry';

/** What stands in an environment variable in a value's place. */
export interface ValueReference {
  /** As written, for messages. */
  text: string;
  /** `user`, `user@domain` or an entry's id. */
  entry: string;
  part: 'username' | 'password' | 'otp' | { field: string };
}

export const PREFIX = 'lk://';
const SHAPE = 'Write lk://<user>[@<domain>]/username, …/password, …/otp or …/field/<op:// reference>.';

/**
 * `lk://acme-prod/password`, `lk://acme-prod@acme.com/otp`, or `lk://acme-prod/field/op://vault/item/section/name`.
 * A user id with a slash is written with %2F. Null for a value that is no reference.
 */
export function readReference(text: string): ValueReference | null {
  if (!text.startsWith(PREFIX)) return null;
  const [name = '', part = '', ...rest] = text.slice(PREFIX.length).split('/');
  const entry = decoded(name);
  if (entry === '') throw wrong(text, 'names no entry');
  if (part === 'field') {
    const field = rest.join('/');
    if (!field.startsWith('op://')) throw wrong(text, 'names no field');
    return { text, entry, part: { field } };
  }
  if (rest.length > 0 || (part !== 'username' && part !== 'password' && part !== 'otp')) {
    throw wrong(text, part === '' ? 'does not say which part is meant' : 'names a part that does not exist');
  }
  return { text, entry, part };
}

/** One item of a request for each entry, whichever parts of it are wanted. */
export function requestFor(references: readonly ValueReference[]): ResolveRequest {
  const entries = [...new Set(references.map(({ entry }) => entry))].map((entry) => {
    const parts = references.filter((reference) => reference.entry === entry).map(({ part }) => part);
    return {
      ...selectorOf(entry),
      want: [
        ...(parts.includes('username') ? ['username' as const] : []),
        ...(parts.includes('password') ? ['password' as const] : []),
        ...(parts.includes('otp') ? ['code' as const] : []),
      ],
      references: parts.flatMap((part) => (typeof part === 'object' ? [part.field] : [])),
    };
  });
  return { entries };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}

function wrong(text: string, why: string): LatchkeyError {
  return new LatchkeyError('reference_malformed', `${text} ${why}.`, { hint: SHAPE });
}
