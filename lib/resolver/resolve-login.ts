import { NOT_FOUND_MS } from '@/lib/connections/breaker-policy';
import { callProvider } from '@/lib/connections/call-provider';
import { Problem } from '@/lib/contract/problem';
import type { CachedSecret } from '@/lib/db/generated/client';
import { Secret } from '@/lib/kernel/secret';
import type { Login } from '@/lib/secrets/provider';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import { openStored } from '@/lib/vault/entry-secrets';
import { type EntryWithProvider, requireEntry } from '@/lib/vault/entry-store';
import { itemColumns } from '@/lib/vault/entry-warnings';
import { readSnapshot, snapshotOf } from '@/lib/vault/item-snapshot';
import { generationsOf, openCached, writeCached } from './login-cache';
import type { EntryKey, ResolverDeps } from './resolver-deps';

/**
 * Turns an entry into a user name and a password at the moment they are needed: policy, then cache, then provider.
 *
 * Promises: nothing is served past its expiry or across a generation; with the cache off nothing is written; callers
 * who ask for one entry together cause one read. Never: a one-time code, a value in an error.
 */
export interface ResolvedLogin {
  entryId: string;
  domain: string;
  extraOrigins: string[];
  username: Secret;
  password: Secret;
  websites: Login['websites'];
  hasOneTimePassword: boolean;
  source: 'stored' | 'cache' | 'live';
  resolvedAt: Date;
  /** When a caller that keeps the value should ask again; equal to resolvedAt with the cache off. */
  refreshAt: Date;
}

export async function resolveLogin(deps: ResolverDeps, key: EntryKey): Promise<ResolvedLogin> {
  const { entry, cached } = await readEntry(deps, key);
  if (entry.source === 'stored') return storedLogin(deps, entry);
  const connection = entry.secretProvider;
  if (entry.source !== 'provider' || !connection) {
    throw new Problem('item_unusable', { message: 'The entry holds no user name and password to resolve.' });
  }
  if (connection.status !== 'active') {
    throw new Problem('secret_provider_disabled', {
      message: `The connection ${connection.name} is disabled.`,
    });
  }
  const hit = await fromCache(deps, entry, cached);
  return hit ?? liveLogin(deps, entry);
}

async function readEntry(deps: ResolverDeps, { workspaceId, entryId }: EntryKey) {
  return deps.db.withWorkspace(workspaceId, async (tx) => ({
    entry: await requireEntry(tx, workspaceId, entryId),
    cached: await tx.cachedSecret.findUnique({ where: { workspaceId_entryId: { workspaceId, entryId } } }),
  }));
}

function placeOf(entry: EntryWithProvider) {
  return { entryId: entry.id, domain: entry.domain, extraOrigins: entry.extraOrigins };
}

async function storedLogin(deps: ResolverDeps, entry: EntryWithProvider): Promise<ResolvedLogin> {
  const keyring = await deps.keys.keyring(entry.workspaceId);
  const now = new Date(deps.clock.now());
  return {
    ...placeOf(entry),
    username: openStored(keyring, entry, 'username') ?? Secret.of(''),
    password: openStored(keyring, entry, 'password') ?? Secret.of(''),
    websites: [],
    hasOneTimePassword: entry.totpSecretSealed !== null,
    source: 'stored',
    resolvedAt: now,
    refreshAt: now,
  };
}

/**
 * One read for all who ask meanwhile. What it brings is kept before the flight ends, and a flight looks into the cache
 * first: a caller that was on its way while the flight before this one landed must not cause a second read.
 */
async function liveLogin(deps: ResolverDeps, entry: EntryWithProvider): Promise<ResolvedLogin> {
  const generations = generationsOf(entry);
  const flight = [entry.workspaceId, entry.id, generations.provider, generations.entry].join(':');
  return deps.loginFlights.run(flight, async () => {
    const ttlSeconds = entry.secretCacheTtlSeconds ?? entry.secretProvider?.cacheTtlSeconds ?? 0;
    const landed = ttlSeconds > 0 ? await cachedLogin(deps, entry) : null;
    if (landed) return landed;
    const login = await readLive(deps, entry);
    const resolvedAt = new Date(deps.clock.now());
    const refreshAt = new Date(resolvedAt.getTime() + ttlSeconds * 1000);
    await keep(deps, entry, login, { resolvedAt, expiresAt: refreshAt }, ttlSeconds);
    const { username, password, websites, hasOneTimePassword } = login;
    return {
      ...placeOf(entry),
      ...{ username, password, websites, hasOneTimePassword },
      source: 'live',
      resolvedAt,
      refreshAt,
    };
  });
}

async function cachedLogin(deps: ResolverDeps, entry: EntryWithProvider): Promise<ResolvedLogin | null> {
  const { workspaceId, id: entryId } = entry;
  const row = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.cachedSecret.findUnique({ where: { workspaceId_entryId: { workspaceId, entryId } } }),
  );
  return fromCache(deps, entry, row);
}

async function fromCache(
  deps: ResolverDeps,
  entry: EntryWithProvider,
  row: CachedSecret | null,
): Promise<ResolvedLogin | null> {
  const keyring = await deps.keys.keyring(entry.workspaceId);
  const hit = openCached(keyring, row, generationsOf(entry), deps.clock.now());
  if (!hit) return null;
  const { expiresAt, ...login } = hit;
  return { ...placeOf(entry), ...login, source: 'cache', refreshAt: expiresAt };
}

async function readLive(deps: ResolverDeps, entry: EntryWithProvider): Promise<Login> {
  const connection = entry.secretProvider;
  if (!connection) throw new Problem('secret_provider_disabled');
  refuseRecentlyMissing(entry, deps.clock.now());
  const reference = referenceOf(entry);
  return callProvider(deps, connection, (provider) => provider.readLogin(reference), {
    onMissing: () => noteMissingItem(deps, entry),
  });
}

/** An item that was not there a moment ago is not asked for again by every run of a loop. */
function refuseRecentlyMissing(entry: EntryWithProvider, now: number): void {
  const snapshot = readSnapshot(entry.item);
  if (snapshot?.error !== 'not_found' || now - Date.parse(snapshot.error_at ?? '') >= NOT_FOUND_MS) return;
  throw new Problem('item_not_found', {
    message: 'The item was not found a moment ago.',
    hint: 'Bind another item, or wait a minute after restoring this one.',
  });
}

export function referenceOf(entry: EntryWithProvider): SecretReference {
  const parsed = parseSecretReference(entry.secretRef ?? '');
  if (!parsed.ok) throw new Problem('secret_ref_malformed', { message: parsed.error.message });
  return parsed.reference;
}

async function noteMissingItem(deps: ResolverDeps, entry: EntryWithProvider): Promise<void> {
  const snapshot = readSnapshot(entry.item);
  if (!snapshot) return;
  const { workspaceId, id } = entry;
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.updateMany({
      where: { workspaceId, id },
      data: itemColumns(entry.domain, {
        ...snapshot,
        error: 'not_found',
        error_at: new Date(deps.clock.now()).toISOString(),
      }),
    }),
  );
}

/** Ciphertext for the next caller, and what the item looks like now for the people who look at the entry. */
async function keep(
  deps: ResolverDeps,
  entry: EntryWithProvider,
  login: Login,
  times: { resolvedAt: Date; expiresAt: Date },
  ttlSeconds: number,
): Promise<void> {
  const { workspaceId, id } = entry;
  const before = readSnapshot(entry.item);
  const snapshot = snapshotOf(login, before?.vault_title ?? '');
  const changed = JSON.stringify(before) !== JSON.stringify(snapshot);
  if (!changed && ttlSeconds === 0) return;
  const keyring = await deps.keys.keyring(workspaceId);
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (changed)
      await tx.vaultEntry.updateMany({
        where: { workspaceId, id },
        data: itemColumns(entry.domain, snapshot),
      });
    if (ttlSeconds > 0) await writeCached(tx, keyring, entry, login, times);
  });
}
