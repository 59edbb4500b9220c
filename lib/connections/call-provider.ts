import { Problem } from '@/lib/contract/problem';
import type { SecretProvider } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { breakerOf } from './breaker-policy';
import type { ConnectionDeps } from './connection-deps';
import { connectionSettings, PLAN_LIMITS } from './connection-settings';
import type { ConnectionRow } from './connection-store';
import { adviceFor, problemFromProvider } from './error-advice';
import { disabled } from './provider-registry';
import { recordHealth } from './record-health';

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
  deps: Pick<ConnectionDeps, 'db' | 'clock' | 'providers' | 'usage'>,
  connection: ConnectionRow,
  work: (provider: SecretProvider) => Promise<T>,
  { onMissing = async () => {}, mayUseReserve = false }: CallWishes = {},
): Promise<T> {
  leaveInPeace(connection, deps.clock.now());
  if (!mayUseReserve) keepReserve(connection, deps.usage.readsThisHour(connection.id));
  const provider = await deps.providers.forConnection(connection);
  let result: T;
  try {
    result = await work(provider);
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    if (error.kind === 'not_found') await onMissing();
    else if (error.kind !== 'conflict') await recordHealth(deps, connection, { ok: false, kind: error.kind });
    throw problemFromProvider(error);
  }
  await recordHealth(deps, connection, { ok: true });
  await refuseIfDisabledMeanwhile(deps, connection);
  return result;
}

function leaveInPeace(connection: ConnectionRow, now: number): void {
  const breaker = breakerOf(connection, now);
  if (!breaker.open) return;
  const { message, hint } = adviceFor(breaker.kind);
  const code = breaker.kind === 'unauthorised' ? 'token_refused' : 'secret_provider_rate_limited';
  throw new Problem(code, {
    message,
    hint: breaker.kind === 'unauthorised' ? 'Replace the token of the connection, or test it there.' : hint,
    extra: { asked_again_at: new Date(breaker.until).toISOString() },
  });
}

function keepReserve({ mode, settings }: ConnectionRow, readsThisHour: number): void {
  const { plan, account } = connectionSettings.parse(settings);
  if (mode === 'connect' || account !== null) return;
  if (readsThisHour < PLAN_LIMITS[plan].hour * (1 - RESERVE)) return;
  throw new Problem('secret_provider_rate_limited', {
    message:
      'Nine tenths of this hour’s reads are used; the rest is kept for one-time codes and write-backs.',
    hint: 'Use a longer cache duration, or set the plan of the connection if it is a larger one.',
  });
}

/** The kill switch must also win over a read that was on its way when it was thrown. */
async function refuseIfDisabledMeanwhile(
  deps: Pick<ConnectionDeps, 'db' | 'providers'>,
  { workspaceId, id, name }: ConnectionRow,
): Promise<void> {
  const now = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.findUnique({
      where: { workspaceId_id: { workspaceId, id } },
      select: { status: true },
    }),
  );
  if (now?.status === 'active') return;
  await deps.providers.release(id);
  throw disabled(name);
}
