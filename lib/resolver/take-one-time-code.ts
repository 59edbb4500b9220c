import { callProvider } from '@/lib/connections/call-provider';
import { Problem } from '@/lib/contract/problem';
import { newId } from '@/lib/kernel/id';
import type { OneTimePassword } from '@/lib/secrets/provider';
import { openStored } from '@/lib/vault/entry-secrets';
import { type EntryWithProvider, requireEntry } from '@/lib/vault/entry-store';
import { referenceOf } from './item-reference';
import { acquireSeed, burnStep, releaseSeed, type SeedKey } from './one-time-code-ledger';
import type { EntryKey, ResolverDeps } from './resolver-deps';
import { codeFromSeed } from './stored-one-time-code';

/** A code that is about to expire would reach the site too late; typing and submitting takes a few seconds. */
const LIFE_LEFT_MS = 6_000;
/** Just after the boundary, so that both clocks agree on the new step. */
const NEXT_STEP_MARGIN_MS = 500;

/**
 * A live code that nobody was given before. Waits for the next step when this one was used or is nearly over, so it can
 * take a step's length and a half; `onWait` says so to whoever watches. Never cached, in memory neither.
 */
export async function takeOneTimeCode(
  deps: ResolverDeps,
  key: EntryKey,
  options: { signal?: AbortSignal; onWait?: (milliseconds: number) => void } = {},
): Promise<OneTimePassword> {
  const entry = await deps.db.withWorkspace(key.workspaceId, (tx) =>
    requireEntry(tx, key.workspaceId, key.entryId),
  );
  const seed = { workspaceId: key.workspaceId, seedKey: seedKeyOf(entry) };
  const holder = newId();
  const { lastUsedStep } = await acquireSeed(deps, seed, holder, options.signal);
  try {
    return await freshCode(deps, entry, seed, holder, lastUsedStep, options);
  } catch (error) {
    await releaseSeed(deps, seed, holder);
    throw error;
  }
}

function seedKeyOf(entry: EntryWithProvider): string {
  return entry.source === 'provider' ? `${entry.secretProviderId}/${entry.secretRef}` : `entry/${entry.id}`;
}

async function freshCode(
  deps: ResolverDeps,
  entry: EntryWithProvider,
  seed: SeedKey,
  holder: string,
  lastUsedStep: number,
  options: { signal?: AbortSignal; onWait?: (milliseconds: number) => void },
): Promise<OneTimePassword> {
  // Two waits are enough: after the first the step is fresh and whole, unless the upstream read itself was slow.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const code = await readCode(deps, entry, options.signal);
    const now = deps.clock.now();
    if (code.step > lastUsedStep && code.validUntil - now >= LIFE_LEFT_MS) {
      if (await burnStep(deps, seed, holder, code.step)) return code;
      throw new Problem('conflict', {
        message: 'Another run took the code of this moment.',
        hint: 'Try again.',
      });
    }
    const wait = code.validUntil + NEXT_STEP_MARGIN_MS - now;
    options.onWait?.(wait);
    await deps.clock.sleep(Math.max(wait, NEXT_STEP_MARGIN_MS), options.signal);
  }
  throw new Problem('secret_provider_timeout', { message: 'No fresh one-time code could be had in time.' });
}

async function readCode(
  deps: ResolverDeps,
  entry: EntryWithProvider,
  signal?: AbortSignal,
): Promise<OneTimePassword> {
  if (entry.source === 'stored') {
    const keyring = await deps.keys.keyring(entry.workspaceId);
    const seed = openStored(keyring, entry, 'totpSecret');
    if (!seed) throw noSeed();
    return codeFromSeed(seed, deps.clock.now());
  }
  if (!entry.secretProvider) throw noSeed();
  const reference = referenceOf(entry);
  return callProvider(
    deps,
    entry.secretProvider,
    (provider) => provider.readOneTimePassword(reference, signal ? { signal } : {}),
    { mayUseReserve: true },
  );
}

function noSeed(): Problem {
  return new Problem('item_unusable', {
    message: 'The entry has no one-time password.',
    hint: 'Add an authenticator secret to the item or to the entry.',
  });
}
