import { readResolvables } from './resolvable-entry';
import { resolveLogins } from './resolve-logins';
import type { ResolverDeps } from './resolver-deps';

/** One is not read faster beforehand than when it is needed. */
const WORTH_IT = 2;

/**
 * For a run that is going to need several logins: reads those that are kept for a while and are not at hand, together.
 * What is not kept is left to the moment it is needed. Whoever asks meanwhile shares the reading (single flight).
 *
 * Never fails: who needs a login meets what is wrong with it. Nothing is handed out here, so nothing goes on record:
 * that a login was used is recorded where it is.
 */
export async function warmLogins(
  deps: ResolverDeps,
  workspaceId: string,
  entryIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(entryIds)];
  if (ids.length < WORTH_IT) return;
  try {
    const missing = await missingLogins(deps, workspaceId, ids);
    if (missing.length >= WORTH_IT) await resolveLogins(deps, workspaceId, missing);
  } catch {
    // Only the database can fail here, and the run's next step is about to find that out.
  }
}

async function missingLogins(
  { db, clock }: ResolverDeps,
  workspaceId: string,
  ids: readonly string[],
): Promise<string[]> {
  const found = await readResolvables(db, workspaceId, 'login', ids);
  const now = clock.now();
  return [...found.values()]
    .filter(({ entry, cached }) => {
      const isKept = entry.cacheTtlSeconds > 0 && !entry.unsettled;
      return isKept && (cached?.expiresAt.getTime() ?? 0) <= now;
    })
    .map(({ entry }) => entry.id);
}
