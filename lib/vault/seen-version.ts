import { Problem } from '@/lib/contract/problem';

/** Versions of an entry on which a change may build, as `If-Match` lists them; absent when any will do. */
export type SeenVersions = readonly number[] | undefined;

/** Throws `version_mismatch` with the present version when the caller has not seen it. */
export function refuseUnseen(present: number, seen: SeenVersions): void {
  if (seen === undefined || seen.includes(present)) return;
  throw new Problem('version_mismatch', {
    message: `The entry is at version ${present} by now.`,
    hint: 'Read it again, and make your change to what it is now.',
    extra: { current_version: present },
  });
}

/** Someone was faster, between our reading and our writing. Whoever named no version may simply try again. */
export function overtaken(): Problem {
  return new Problem('conflict', {
    message: 'The entry was changed by someone else at the same time.',
    hint: 'Try again.',
  });
}
