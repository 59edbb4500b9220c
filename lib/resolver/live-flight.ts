import { createHash } from 'node:crypto';
import { adviceFor, isErrorKind, problemFromProvider } from '@/lib/connections/error-advice';
import { Problem } from '@/lib/contract/problem';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { readAndSettle } from './live-reading';
import type { Landing, Part } from './part';
import type { Bound } from './resolvable-entry';
import type { ResolverDeps } from './resolver-deps';

/** Longer than any reading takes with its repetitions. Who has waited so long reads on their own. */
const PATIENCE_MS = 15_000;
/** Ends are told of; looking by oneself is for what was missed. */
const LOOK_AGAIN_MS = 250;

/**
 * One live reading for all who want the same, in this process and in all others.
 *
 * Promises: of those who ask while a reading is under way none causes another; a failure is shared with those who
 * waited for that reading, and the next one asks anew; whoever leads and dies is succeeded at once. Waiting keeps no
 * connection of the pool busy.
 */
export function flyTogether<T>(deps: ResolverDeps, bound: Bound, part: Part<T>): Promise<Landing<T>> {
  const flight = nameOf(bound, part);
  return part.flights(deps).run(flight, () => leadOrWait(deps, bound, part, flight));
}

/** What makes two wishes the same: the value, and what it would be void with. */
function nameOf({ entry, connection }: Bound, { name }: Pick<Part<unknown>, 'name'>): string {
  const { workspaceId, id, generation, unsettled } = entry;
  const generations = [connection.id, connection.generation, generation, unsettled];
  return [workspaceId, id, name, ...generations].join(':');
}

/** With the cache off nothing can be handed over to another process, so there is nothing to wait for. */
async function leadOrWait<T>(
  deps: ResolverDeps,
  bound: Bound,
  part: Part<T>,
  flight: string,
): Promise<Landing<T>> {
  const { entry, cached } = bound;
  if (entry.cacheTtlSeconds === 0 || entry.unsettled) return readAndSettle(deps, bound, part);
  const { locks, news } = deps.resolving;
  const lock = lockOf(flight);
  const { workspaceId, id: entryId } = entry;
  const wanted = { workspaceId, entryId, part: part.name, seenStamp: cached?.stamp ?? null, lock };
  const deadline = deps.clock.now() + PATIENCE_MS;
  const heard = news.listen(lock);
  try {
    while (deps.clock.now() < deadline) {
      const lead = await locks.lead(wanted);
      if (lead === 'landed') return 'again';
      if (lead === 'led') return await leading(deps, bound, part, lock);
      const end = await heard.next(deps.clock, LOOK_AGAIN_MS);
      if (end.ended && end.failure !== null) throw sharedFailure(end.failure);
    }
  } finally {
    heard.stop();
  }
  return readAndSettle(deps, bound, part);
}

async function leading<T>(
  deps: ResolverDeps,
  bound: Bound,
  part: Part<T>,
  lock: bigint,
): Promise<Landing<T>> {
  const { locks } = deps.resolving;
  try {
    const landing = await readAndSettle(deps, bound, part, String(lock));
    // Not waited for: what was kept is committed, and the answer need not be later for it.
    void locks.end(lock);
    return landing;
  } catch (error) {
    void locks.end(lock, kindOf(error));
    throw error;
  }
}

/** Advisory locks are numbers. Two flights with one number would take turns, which harms nobody. */
function lockOf(flight: string): bigint {
  return createHash('sha256').update(flight).digest().readBigInt64BE();
}

/** Undefined for what is not an answer of 1Password: whoever waits meets it by themselves. */
function kindOf(error: unknown): string | undefined {
  const kind = error instanceof Problem ? error.details.extra?.provider_error : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

/** What the leader in the other process was told, in our own words for it. */
function sharedFailure(text: string): Problem {
  const kind = isErrorKind(text) ? text : 'unavailable';
  const { message, hint } = adviceFor(kind);
  return problemFromProvider(new SecretProviderError(kind, message, { nextStep: hint }));
}
