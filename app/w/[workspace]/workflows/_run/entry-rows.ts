import type { ListOption, ListRow } from '@/app/_ui/searchable-list-rows';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { entrySourceWords } from '../../_marks/entry-source';
import { siteName } from '../../_marks/site-letter';

export interface EntryRowsInput {
  /** Entries of the alias's site; first, under their own heading. */
  fitting: readonly VaultEntryView[];
  found: readonly VaultEntryView[];
  domain: string;
}

export function entryRows({ fitting, found, domain }: EntryRowsInput): ListRow[] {
  if (fitting.length === 0) return found.map(entryOption);
  const shown = new Set(fitting.map((entry) => entry.id));
  const others = found.filter((entry) => !shown.has(entry.id));
  return [
    { kind: 'heading', key: 'fitting', title: `For ${siteName(domain)}` },
    ...fitting.map(entryOption),
    ...(others.length > 0 ? [{ kind: 'heading' as const, key: 'others', title: 'Other entries' }] : []),
    ...others.map(entryOption),
  ];
}

export function entryOption(entry: VaultEntryView): ListOption {
  const alias = entry.user_alias ? ` (${entry.user_alias})` : '';
  return {
    kind: 'option',
    key: entry.id,
    title: `${entry.permissioned_user_id}${alias}`,
    detail: `${siteName(entry.domain)} · ${entrySourceWords(entry)}`,
  };
}
