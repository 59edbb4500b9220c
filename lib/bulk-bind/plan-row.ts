import { Problem } from '@/lib/contract/problem';
import { changeFrom, type EntryChange } from '@/lib/vault/entry-change';
import type { EntryWithProvider } from '@/lib/vault/entry-store';
import { proposeEntry, refuseBrokenEntry } from '@/lib/vault/propose-entry';
import { isAnotherBinding } from '@/lib/vault/save-entry';
import { type BindRow, type JudgedRow, refused } from './judge-rows';

/** What is to be done about a row. `reads`: its item is looked at before that. */
export type RowPlan = { judged: JudgedRow; existing: EntryWithProvider | null } & (
  | { act: 'refuse'; reads: false }
  | { act: 'leave'; reads: false }
  | { act: 'create' | 'update'; reads: boolean; change: EntryChange }
);

/** Pure. Only what a row says is changed; a stored entry is left to whoever knows what would be lost with it. */
export function planRow(judged: JudgedRow, existing: EntryWithProvider | null): RowPlan {
  const { wanted } = judged;
  if (!wanted) return { judged, existing, act: 'refuse', reads: false };
  const { item: _title, ...row } = wanted;
  const change = changeFrom({ ...row, source: 'provider' });
  try {
    if (existing && existing.source !== 'provider') throw storedEntry(existing);
    const proposed = proposeEntry(existing, change);
    refuseBrokenEntry(proposed, change);
    if (!existing) return { judged, existing, act: 'create', reads: true, change };
    if (isSame(existing, wanted)) return { judged, existing, act: 'leave', reads: false };
    return { judged, existing, act: 'update', reads: isAnotherBinding(existing, proposed), change };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { judged: refused(judged, error), existing, act: 'refuse', reads: false };
  }
}

function isSame(existing: EntryWithProvider, wanted: BindRow): boolean {
  const said = <Value>(value: Value | undefined, kept: Value) => value === undefined || value === kept;
  return (
    existing.secretProviderId === wanted.secret_provider_id &&
    existing.secretRef === wanted.secret_ref &&
    said(wanted.user_alias, existing.userAlias) &&
    said(wanted.secret_cache_ttl_seconds, existing.secretCacheTtlSeconds) &&
    said<string | null>(wanted.tfa_method, existing.tfaMethod)
  );
}

function storedEntry({ source }: EntryWithProvider): Problem {
  const keeps = source === 'passkey' ? 'a passkey' : 'its own password';
  return new Problem('entry_exists', {
    message: `There is an entry for this user and domain, and it keeps ${keeps} here.`,
    hint: 'Binding it would delete that. Edit the entry by itself if this is meant.',
    fields: [{ field: 'permissioned_user_id', message: 'Keeps its values here' }],
  });
}
