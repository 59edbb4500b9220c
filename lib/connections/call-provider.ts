import { Problem } from '@/lib/contract/problem';
import type { SecretProvider, SecretProviderErrorKind } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { breakerOf, pauseUntil } from './breaker-policy';
import type { ConnectionDeps } from './connection-deps';
import { connectionSettings, PLAN_LIMITS } from './connection-settings';
import type { CallableConnection } from './connection-store';
import { adviceFor, problemFromProvider } from './error-advice';
import { disabled } from './provider-registry';
import { isSuccessDue, recordFailure } from './record-health';

export type CallDeps = Pick<ConnectionDeps, 'db' | 'clock' | 'providers' | 'usage'>;

interface CallWishes {
  /** Told of a missing item, which is the entry's trouble and not the connection's. */
  onMissing?: () => Promise<void>;
  /** For one-time codes and write-backs: a run that has typed a password must be able to finish. */
  mayUseReserve?: boolean;
}

/** Of the hour's reads, the share that is kept back for those. */
const RESERVE = 0.1;

/**
 * The one way a use case asks 1Password through a saved connection.
 *
 * Promises: a disabled connection is not asked, and what was under way when it was disabled is not handed out; a dead
 * token or a used-up limit is not asked again and again; the last tenth of the hour's reads is kept for codes and
 * write-backs; how it went is on the connection.
 */
export async function callProvider<T>(
  deps: CallDeps,
  connection: CallableConnection,
  work: (provider: SecretProvider) => Promise<T>,
  wishes: CallWishes = {},
): Promise<T> {
  const result = await askProvider(deps, connection, work, wishes);
  await settleCall(deps, connection);
  return result;
}

/**
 * All of it but the end: for a caller that settles the call together with what it writes (settle_reading), and hands
 * nothing out before that.
 */
export async function askProvider<T>(
  deps: CallDeps,
  connection: CallableConnection,
  work: (provider: SecretProvider) => Promise<T>,
  { onMissing = async () => {}, mayUseReserve = false }: CallWishes = {},
): Promise<T> {
  await leaveInPeace(deps, connection);
  if (!mayUseReserve) keepReserve(connection, deps.usage.readsThisHour(connection.id));
  const provider = await deps.providers.forConnection(connection);
  try {
    return await work(provider);
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    if (error.kind === 'not_found') await onMissing();
    else if (error.kind !== 'conflict') await recordFailure(deps, connection, error.kind);
    throw problemFromProvider(error);
  }
}

/** After a refusal one caller finds out whether it still holds; until then, and meanwhile, the others are told so. */
async function leaveInPeace(deps: CallDeps, connection: CallableConnection): Promise<void> {
  const now = deps.clock.now();
  const breaker = breakerOf(connection, now);
  if (breaker.state === 'closed') return;
  if (breaker.state === 'open') throw leftInPeace(breaker.kind, breaker.until);
  const { workspaceId, id, lastErrorAt } = connection;
  const { count } = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.updateMany({
      where: { workspaceId, id, lastErrorAt },
      data: { lastErrorAt: new Date(now) },
    }),
  );
  if (count === 0) throw leftInPeace(breaker.kind, pauseUntil(breaker.kind, now));
}

function leftInPeace(kind: SecretProviderErrorKind, until: number): Problem {
  const { message, hint } = adviceFor(kind);
  const code = kind === 'unauthorised' ? 'token_refused' : 'secret_provider_rate_limited';
  return new Problem(code, {
    message,
    hint: kind === 'unauthorised' ? 'Replace the token of the connection, or test it there.' : hint,
    extra: { asked_again_at: new Date(until).toISOString() },
  });
}

function keepReserve({ mode, settings }: CallableConnection, readsThisHour: number): void {
  const { plan, account } = connectionSettings.parse(settings);
  if (mode === 'connect' || account !== null) return;
  if (readsThisHour < PLAN_LIMITS[plan].hour * (1 - RESERVE)) return;
  throw new Problem('secret_provider_rate_limited', {
    message:
      'Nine tenths of this hour’s reads are used; the rest is kept for one-time codes and write-backs.',
    hint: 'Use a longer cache duration, or set the plan of the connection if it is a larger one.',
  });
}

/** In one trip: the success is noted when it is news, and the kill switch wins over what was on its way. */
async function settleCall(deps: CallDeps, connection: CallableConnection): Promise<void> {
  const { workspaceId, id, generation } = connection;
  const now = deps.clock.now();
  const note = isSuccessDue(connection, now);
  const [row] = await deps.db.call('settle_call', workspaceId, [
    id,
    generation,
    new Date(now),
    note,
    deps.providers.clockSkewMs(id),
  ]);
  if (row?.[0] === 'active') return;
  await refuseAsDisabled(deps, connection);
}

/** For a connection that was switched off or removed while it was asked. */
export async function refuseAsDisabled(
  deps: Pick<CallDeps, 'providers'>,
  { id, name }: Pick<CallableConnection, 'id' | 'name'>,
): Promise<never> {
  await deps.providers.release(id);
  throw disabled(name);
}
