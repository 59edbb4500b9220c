import type { TokenReplacement } from '@/lib/contract/secret-provider';

type Access = NonNullable<TokenReplacement['vaults'][number]['before']>;

export interface VaultChange {
  id: string;
  title: string;
  kind: 'gained' | 'lost' | 'changed' | 'same';
  /** "read only → read and write" */
  words: string;
}

const ORDER = ['lost', 'changed', 'gained', 'same'] as const;

/** What the new token changes, what is lost first. */
export function vaultChanges({ vaults }: TokenReplacement): VaultChange[] {
  return vaults
    .map(({ id, title, before, after }): VaultChange => ({ id, title, ...changeOf(before, after) }))
    .toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}

function changeOf(before: Access | null, after: Access | null): Pick<VaultChange, 'kind' | 'words'> {
  const [was, is] = [accessWords(before), accessWords(after)];
  if (was === is) return { kind: 'same', words: is };
  if (was === NO_ACCESS) return { kind: 'gained', words: is };
  if (is === NO_ACCESS) return { kind: 'lost', words: `no access any more, was ${was}` };
  return { kind: 'changed', words: `${is}, was ${was}` };
}

const NO_ACCESS = 'no access';

export function accessWords(access: Access | null): string {
  if (!access?.read) return NO_ACCESS;
  if (access.write === 'yes') return 'read and write';
  return access.write === 'no' ? 'read only' : 'read, write unknown';
}

export function unreadableEntries({ entries }: TokenReplacement): TokenReplacement['entries'] {
  return entries.filter((entry) => !entry.readable);
}
