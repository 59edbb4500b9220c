import type { Database } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { unknownEntry } from '@/lib/vault/entry-store';

/** What has to be known of an entry before a run signs in with it. */
export interface SignInTerms {
  /** How the site makes sure that it is its user, beside the password; as a person says on the entry. */
  tfaMethod: string | null;
  /** One run alone is to sign in with it, always. */
  alone: boolean;
  /** When the site accepted a password of this entry last, whichever it was. */
  provenAt: Date | null;
}

const TERMS = `select entry.tfa_method as "tfaMethod", entry.prevent_concurrency_during_login as alone,
       proven.at as "provenAt"
  from vault_entry entry
  left join proven_sign_in proven
    on proven.workspace_id = entry.workspace_id and proven.entry_id = entry.id
 where entry.workspace_id = ${CURRENT_WORKSPACE} and entry.id = $1`;

export async function signInTerms(db: Database, { workspaceId, entryId }: EntryKey): Promise<SignInTerms> {
  const statement = { name: 'sign_in_terms', text: TERMS, values: [entryId] };
  const [terms] = await db.read<SignInTerms>(workspaceId, statement);
  if (!terms) throw unknownEntry();
  return terms;
}
