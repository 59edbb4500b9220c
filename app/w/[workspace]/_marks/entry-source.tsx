import type { VaultEntryView } from '@/lib/contract/vault-entry';

/** Where an entry's secrets come from, in a line: "1Password · Acme Prod Login". */
export function EntrySource({ entry }: { entry: VaultEntryView }) {
  return <span className="break-words">{entrySourceWords(entry)}</span>;
}

export function entrySourceWords(entry: VaultEntryView): string {
  if (entry.source === 'stored') return 'Stored here';
  if (entry.source === 'passkey') return 'Passkey';
  return `1Password · ${entry.item?.title ?? 'item not read yet'}`;
}
