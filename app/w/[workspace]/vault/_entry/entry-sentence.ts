import type { VaultEntryView } from '@/lib/contract/vault-entry';

/** What does this credential use, and does it work? */
export function entrySentence(entry: VaultEntryView): string {
  const source = sourceWords(entry);
  const first = entry.warnings[0];
  return first ? `${source} ${first.message}` : source;
}

function sourceWords(entry: VaultEntryView): string {
  if (entry.source === 'passkey') return 'Signs in with a passkey.';
  if (entry.source === 'stored') return 'Username and password are stored here, encrypted.';
  const item = entry.item ? `the item “${entry.item.title}”` : 'an item';
  const connection = entry.secret_provider ? ` through ${entry.secret_provider.name}` : '';
  return `Reads ${item} in 1Password${connection} at run time.`;
}
