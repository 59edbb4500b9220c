import { createHash } from 'node:crypto';
import { Problem } from '@/lib/contract/problem';
import { withIncluded } from '@/lib/contract/workspace';
import type { AccessDeps } from './access-deps';
import type { Actor } from './actor';
import { fromStoredScopes } from './api-key-scopes';
import { API_KEY_LETTERS, API_KEY_PREFIX } from './auth';
import { requireReachable } from './reachability-store';

/** How long a process may go on with a check it made: under the second in which a revoked key has to fail. */
export const VERIFIED_MILLISECONDS = 500;

const MAX_REMEMBERED = 10_000;
const SHAPE = new RegExp(`^${API_KEY_PREFIX}[A-Za-z]{${API_KEY_LETTERS}}$`);

/** Throws `api_key_invalid` for a key that is wrong, revoked or expired, without saying which. */
export type VerifyApiKey = (key: string) => Promise<Actor>;

/**
 * Each check is a read and a write (last use), so a client that polls fast would cost more than its answers: a check
 * is remembered for half a second, under the key's hash. That also makes "last used" as coarse as it needs to be.
 */
export function createApiKeyVerifier(deps: Pick<AccessDeps, 'auth' | 'db' | 'clock'>): VerifyApiKey {
  const remembered = new Map<string, { actor: Promise<Actor>; until: number }>();

  return async (key) => {
    if (!SHAPE.test(key)) throw new Problem('api_key_invalid');
    const hash = createHash('sha256').update(key).digest('base64');
    const now = deps.clock.now();
    const known = remembered.get(hash);
    if (known && now < known.until) return known.actor;
    const actor = check(deps, key);
    makeRoom(remembered);
    remembered.set(hash, { actor, until: now + VERIFIED_MILLISECONDS });
    // A refusal is not remembered: it may have been the database's fault.
    actor.catch(() => remembered.delete(hash));
    return actor;
  };
}

async function check(deps: Pick<AccessDeps, 'auth' | 'db'>, key: string): Promise<Actor> {
  const { valid, key: row } = await deps.auth.api.verifyApiKey({ body: { key } });
  if (!valid || !row) {
    // Better Auth answers "invalid" for any failure, also for a database that is away. A client must not take its good
    // key for dead then, so the database is asked once more and its error, if any, is the answer.
    await requireReachable(deps.db);
    throw new Problem('api_key_invalid');
  }
  return {
    workspaceId: row.referenceId,
    permissions: new Set(withIncluded(fromStoredScopes(row.permissions))),
    who: { kind: 'api_key', keyId: row.id, name: row.name ?? '' },
  };
}

/** Oldest first: a Map keeps the order of insertion. */
function makeRoom(remembered: Map<string, unknown>): void {
  for (const hash of remembered.keys()) {
    if (remembered.size < MAX_REMEMBERED) return;
    remembered.delete(hash);
  }
}
