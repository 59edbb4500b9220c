import { hash as digest } from 'node:crypto';
import { Problem } from '@/lib/contract/problem';
import { type Permission, withIncluded } from '@/lib/contract/workspace';
import type { ApiKey } from '@/lib/db/generated/client';
import { Together } from '@/lib/kernel/together';
import type { AccessDeps } from './access-deps';
import type { Actor } from './actor';
import { fromScopesColumn, fromStoredScopes } from './api-key-scopes';
import { API_KEY_LETTERS, API_KEY_PREFIX } from './auth';
import { requireReachable } from './reachability-store';

/** How long a process may go on with a check it made: under the second in which a revoked key has to fail. */
export const VERIFIED_MILLISECONDS = 500;

/** From this age on, a check that is still good is made anew beside the requests, which need not wait for it. */
const RENEWED_MILLISECONDS = 250;

/** How often Better Auth itself is asked, which reads and writes (last use). In between its row is looked at. */
const PROVEN_MILLISECONDS = 30_000;

const MAX_REMEMBERED = 10_000;
const SHAPE = new RegExp(`^${API_KEY_PREFIX}[A-Za-z]{${API_KEY_LETTERS}}$`);

/** Throws `api_key_invalid` for a key that is wrong, revoked or expired, without saying which. */
export type VerifyApiKey = (key: string) => Promise<Actor>;

/**
 * A client that polls fast would cost more in checks than in answers. So a check is remembered for half a second, under
 * the key's hash, and made anew by a look at the rows of all keys that are due together. "Last used" is as coarse as it
 * needs to be: half a minute.
 */
export function createApiKeyVerifier(
  deps: Pick<AccessDeps, 'auth' | 'db' | 'clock'>,
  /** Told of a key each time that it was found to be good. */
  onGood: (key: string) => void = () => {},
): VerifyApiKey {
  const remembered = new Map<string, Check>();
  const standing = new Together<Actor>((_, hashes) => holdersOf(deps, hashes));

  return (key) => {
    if (!SHAPE.test(key)) return Promise.reject(invalidKey());
    const hash = hashOf(key);
    const now = deps.clock.now();
    const known = remembered.get(hash);
    if (known && now < known.begun + VERIFIED_MILLISECONDS) {
      if (now >= known.begun + RENEWED_MILLISECONDS) known.renew();
      return known.actor;
    }
    return begin(key, hash, known).actor;
  };

  function begin(key: string, hash: string, former: Check | undefined): Check {
    const begun = ask(key, hash, former);
    makeRoom(remembered);
    remembered.set(hash, begun);
    begun.actor.then(
      () => onGood(key),
      // A refusal is not remembered: it may have been the database's fault.
      () => forget(hash, begun),
    );
    return begun;
  }

  /** The former check stays until there is an answer, and no longer than it may; a refusal ends it at once. */
  function renew(key: string, hash: string, former: Check): void {
    const renewed = ask(key, hash, former);
    renewed.actor.then(
      () => {
        onGood(key);
        // Unless it was refused meanwhile: a good answer that comes late must not bring back a key that has failed.
        if (remembered.get(hash) === former) remembered.set(hash, renewed);
      },
      () => remembered.delete(hash),
    );
  }

  function ask(key: string, hash: string, former: Check | undefined): Check {
    const begun = deps.clock.now();
    const isProven = former !== undefined && begun < former.proven + PROVEN_MILLISECONDS;
    const asked: Check = {
      actor: isProven ? holder(hash) : prove(deps, key),
      begun,
      proven: isProven ? former.proven : begun,
      renew: once(() => renew(key, hash, asked)),
    };
    return asked;
  }

  async function holder(hash: string): Promise<Actor> {
    const actor = await standing.get('keys', hash);
    if (!actor) throw invalidKey();
    return actor;
  }

  function forget(hash: string, which: Check): void {
    if (remembered.get(hash) === which) remembered.delete(hash);
  }
}

interface Check {
  actor: Promise<Actor>;
  begun: number;
  /** When Better Auth was asked. */
  proven: number;
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

async function prove(deps: Pick<AccessDeps, 'auth' | 'db'>, key: string): Promise<Actor> {
  const { valid, key: row } = await deps.auth.api.verifyApiKey({ body: { key } });
  if (!valid || !row) {
    // Better Auth answers "invalid" for any failure, also for a database that is away. A client must not take its good
    // key for dead then, so the database is asked once more and its error, if any, is the answer.
    await requireReachable(deps.db);
    throw invalidKey();
  }
  return holderOf({ ...row, scopes: fromStoredScopes(row.permissions) });
}

const STANDING = `
  select id, name, reference_id as "referenceId", permissions, key from api_key
   where key = any($1) and enabled and (expires_at is null or expires_at > $2)`;

type StandingRow = Pick<ApiKey, 'id' | 'name' | 'referenceId' | 'permissions' | 'key'>;

/** Those of the keys that are neither revoked, nor disabled, nor expired, by hash. */
async function holdersOf(
  { db, clock }: Pick<AccessDeps, 'db' | 'clock'>,
  hashes: readonly string[],
): Promise<Map<string, Actor>> {
  const values = [hashes, new Date(clock.now())];
  const rows = await db.readPeople<StandingRow>({ name: 'standing_api_keys', text: STANDING, values });
  const holder = (row: StandingRow) => holderOf({ ...row, scopes: fromScopesColumn(row.permissions) });
  return new Map(rows.map((row) => [row.key, holder(row)]));
}

function holderOf(row: {
  id: string;
  name: string | null;
  referenceId: string;
  scopes: Permission[];
}): Actor {
  return {
    workspaceId: row.referenceId,
    permissions: new Set(withIncluded(row.scopes)),
    who: { kind: 'api_key', keyId: row.id, name: row.name ?? '' },
  };
}

/** The same for a key that is wrong, revoked, disabled or expired. */
export function invalidKey(): Problem {
  return new Problem('api_key_invalid', {
    hint: 'Look under Settings, API keys, whether the key is still there and has not expired; else make another one.',
  });
}

/** As Better Auth keeps keys: SHA-256, base64url. */
function hashOf(key: string): string {
  return digest('sha256', key, 'base64url');
}

/** Oldest first: a Map keeps the order of insertion. */
function makeRoom(remembered: Map<string, unknown>): void {
  for (const hash of remembered.keys()) {
    if (remembered.size < MAX_REMEMBERED) return;
    remembered.delete(hash);
  }
}
