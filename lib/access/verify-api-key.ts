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

/** From this age on, a check that is still good is made anew beside the requests, which need not wait for it. */
const RENEWED_MILLISECONDS = 250;

const MAX_REMEMBERED = 10_000;
const SHAPE = new RegExp(`^${API_KEY_PREFIX}[A-Za-z]{${API_KEY_LETTERS}}$`);

/** Throws `api_key_invalid` for a key that is wrong, revoked or expired, without saying which. */
export type VerifyApiKey = (key: string) => Promise<Actor>;

/**
 * Each check is a read and a write (last use), so a client that polls fast would cost more than its answers: a check
 * is remembered for half a second, under the key's hash. That also makes "last used" as coarse as it needs to be.
 */
export function createApiKeyVerifier(deps: Pick<AccessDeps, 'auth' | 'db' | 'clock'>): VerifyApiKey {
  const remembered = new Map<string, Check>();

  return async (key) => {
    if (!SHAPE.test(key)) throw new Problem('api_key_invalid');
    const hash = createHash('sha256').update(key).digest('base64');
    const now = deps.clock.now();
    const known = remembered.get(hash);
    if (known && now < known.begun + VERIFIED_MILLISECONDS) {
      if (now >= known.begun + RENEWED_MILLISECONDS) known.renew();
      return known.actor;
    }
    return begin(key, hash, now).actor;
  };

  function begin(key: string, hash: string, now: number): Check {
    const begun: Check = { actor: check(deps, key), begun: now, renew: once(() => renew(key, hash)) };
    makeRoom(remembered);
    remembered.set(hash, begun);
    // A refusal is not remembered: it may have been the database's fault.
    begun.actor.catch(() => forget(hash, begun));
    return begun;
  }

  /** The former check stays until there is an answer, and no longer than it may; a refusal ends it at once. */
  function renew(key: string, hash: string): void {
    const now = deps.clock.now();
    const actor = check(deps, key);
    const renewed: Check = { actor, begun: now, renew: once(() => renew(key, hash)) };
    actor.then(
      () => remembered.set(hash, renewed),
      () => remembered.delete(hash),
    );
  }

  function forget(hash: string, which: Check): void {
    if (remembered.get(hash) === which) remembered.delete(hash);
  }
}

interface Check {
  actor: Promise<Actor>;
  begun: number;
  renew: () => void;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
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
