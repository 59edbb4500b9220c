import { z } from 'zod';
import { open } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { CachedSecret } from '@/lib/db/generated/client';
import { Secret } from '@/lib/kernel/secret';
import type { Login } from '@/lib/secrets/provider';
import type { EntryWithProvider } from '@/lib/vault/entry-store';

/** What of a login is worth keeping for a while. A one-time code never is. */
export interface CachedLogin {
  username: Secret;
  password: Secret;
  websites: Login['websites'];
  hasOneTimePassword: boolean;
  resolvedAt: Date;
  expiresAt: Date;
}

const plaintext = z.object({
  username: z.string(),
  password: z.string(),
  websites: z.array(z.object({ url: z.string(), autofill: z.enum(['anywhere', 'exact', 'never']) })),
  hasOneTimePassword: z.boolean(),
});

export interface Generations {
  provider: number;
  entry: number;
}

/** Both counters in one number: 24 bits for the entry's, and 2^29 generations of a connection. */
const ENTRY_GENERATIONS = 2 ** 24;

const contextOf = (entryId: string, generations: Generations) =>
  ({
    purpose: 'cache-secret',
    table: 'cached_secret',
    column: 'sealed',
    rowId: entryId,
    generation: generations.provider * ENTRY_GENERATIONS + (generations.entry % ENTRY_GENERATIONS),
  }) as const;

export function generationsOf(entry: EntryWithProvider): Generations {
  return { provider: entry.secretProvider?.generation ?? 0, entry: entry.generation };
}

/** Null when there is no row, when it has expired (to the millisecond), or when it is of another generation. */
export function openCached(
  keyring: WorkspaceKeyring,
  row: CachedSecret | null,
  generations: Generations,
  now: number,
): CachedLogin | null {
  if (!row || row.expiresAt.getTime() <= now) return null;
  if (row.providerGeneration !== generations.provider || row.entryGeneration !== generations.entry)
    return null;
  const bytes = open(keyring, contextOf(row.entryId, generations), row.sealed);
  try {
    const login = plaintext.parse(JSON.parse(bytes.toString('utf8')));
    return {
      username: Secret.of(login.username),
      password: Secret.of(login.password),
      websites: login.websites,
      hasOneTimePassword: login.hasOneTimePassword,
      resolvedAt: row.resolvedAt,
      expiresAt: row.expiresAt,
    };
  } finally {
    bytes.fill(0);
  }
}

/**
 * Keeps a login as ciphertext, unless the connection or the entry moved on while it was being read: then it belongs to
 * the past and is not written. The lock makes a *clear cached secrets* wait for us or win over us, never interleave.
 */
export async function writeCached(
  tx: WorkspaceTransaction,
  keyring: WorkspaceKeyring,
  entry: EntryWithProvider,
  login: Login,
  times: { resolvedAt: Date; expiresAt: Date },
): Promise<boolean> {
  const { workspaceId, id: entryId, secretProviderId } = entry;
  const generations = generationsOf(entry);
  const current = await tx.$queryRaw<Array<{ provider: number; entry: number }>>`
    select p.generation as provider, e.generation as entry
      from vault_entry e
      join secret_provider p on p.workspace_id = e.workspace_id and p.id = e.secret_provider_id
     where e.workspace_id = ${workspaceId}::uuid and e.id = ${entryId}::uuid and p.id = ${secretProviderId}::uuid
       and p.status = 'active'
       for share of p, e`;
  const now = current[0];
  if (now?.provider !== generations.provider || now.entry !== generations.entry) return false;
  const sealed = sealLogin(keyring, entryId, generations, login);
  const row = {
    providerGeneration: generations.provider,
    entryGeneration: generations.entry,
    sealed,
    ...times,
  };
  await tx.cachedSecret.upsert({
    where: { workspaceId_entryId: { workspaceId, entryId } },
    create: { workspaceId, entryId, ...row },
    update: row,
  });
  return true;
}

function sealLogin(keyring: WorkspaceKeyring, entryId: string, generations: Generations, login: Login) {
  const bytes = Buffer.from(
    JSON.stringify({
      username: login.username.reveal(),
      password: login.password.reveal(),
      websites: login.websites,
      hasOneTimePassword: login.hasOneTimePassword,
    }),
  );
  try {
    return seal(keyring.active, contextOf(entryId, generations), bytes);
  } finally {
    bytes.fill(0);
  }
}
