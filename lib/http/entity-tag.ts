import { z } from 'zod';
import { fieldProblem } from '@/lib/contract/problem';

/**
 * The version of a thing as a strong entity tag (RFC 9110, section 8.8.3). Strong, because `If-Match` never takes a weak
 * one; it stands for what can be edited, so that a run that uses an entry does not get in an editor's way.
 */
export function entityTag(version: number): string {
  return `"${version}"`;
}

export const ifMatch = z.object({
  'if-match': z.string().max(500).optional(),
});

const TAG_LIST = /^\s*(?:W\/)?"[^"]*"\s*(?:,\s*(?:W\/)?"[^"]*"\s*)*$/;

/** The versions a request builds on; undefined for none named, or `*`. Tags of ours that never were match nothing. */
export function seenVersions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  if (!TAG_LIST.test(header)) {
    throw fieldProblem([{ field: 'if-match', message: 'Send the ETag of the answer you read, or *' }]);
  }
  return [...header.matchAll(/(W\/)?"(\d{1,9})"/g)].flatMap(([, weak, version]) =>
    weak === undefined ? [Number(version)] : [],
  );
}
