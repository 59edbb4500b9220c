import type { EntryReferenceInput } from '@/lib/contract/entry-reference';
import type { EntryReference } from './entry-store';

export function entryReferenceOf(input: EntryReferenceInput): EntryReference {
  return 'entry_id' in input
    ? { entryId: input.entry_id }
    : { permissionedUserId: input.permissioned_user_id, domain: input.domain };
}
