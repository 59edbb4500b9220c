import { BatchReader } from './batch-reader';
import { loginPartReading } from './login-part';
import { asLogin, type ResolvedLogin } from './resolve-login';
import { resolvePart } from './resolve-part';
import type { ResolverDeps } from './resolver-deps';

export type LoginOutcome = { ok: true; login: ResolvedLogin } | { ok: false; error: unknown };

/**
 * Several logins at once, as a run wants them at its start: what is cached by one question, what is not in as few calls
 * as the connections allow. A login that cannot be had is an error in its place. Who needs them later calls this for the
 * cache alone, and drops what it returns.
 */
export async function resolveLogins(
  deps: ResolverDeps,
  workspaceId: string,
  entryIds: readonly string[],
): Promise<Map<string, LoginOutcome>> {
  const ids = [...new Set(entryIds)];
  const batch = new BatchReader(deps.clock, ids.length);
  const part = loginPartReading((provider, reference) => batch.read(provider, reference));
  const outcomes = ids.map(async (entryId): Promise<[string, LoginOutcome]> => {
    const key = { workspaceId, entryId };
    try {
      const resolved = await resolvePart(deps, key, part);
      return [entryId, { ok: true, login: asLogin(key, resolved) }];
    } catch (error) {
      return [entryId, { ok: false, error }];
    } finally {
      batch.leave();
    }
  });
  return new Map(await Promise.all(outcomes));
}
