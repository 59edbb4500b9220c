import type { Database } from '@/lib/db/database';
import type { ApiEncryptionKey, WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import { invariant } from '@/lib/kernel/assert';
import type { Secret } from '@/lib/kernel/secret';
import type { Actor } from './actor';

interface Deps {
  db: Database;
  workspaceSecrets: Pick<
    WorkspaceSecrets,
    'apiEncryptionKeys' | 'clientEncryptionKeyId' | 'noteClientEncryptionKey'
  >;
}

/**
 * The API encryption key that the caller can decrypt an answer with.
 *
 * The format names no key, and a client keeps silently what it cannot decrypt. So while a rotated key is in its grace
 * time, a program is answered under the key it last sent a value under; one that has not sent any, under the key that
 * was the active one when its API key was made. Once there is one key only, there is no choice.
 */
export async function answerEncryptionKey(deps: Deps, actor: Actor): Promise<Secret> {
  const keys = await deps.workspaceSecrets.apiEncryptionKeys(actor.workspaceId);
  const [active, former] = keys;
  invariant(active, 'a workspace has an API encryption key');
  if (!former || actor.who.kind !== 'api_key') return active.key;
  const shown = await shownEncryptionKeyId(deps, actor);
  const known = keys.find((key) => key.id === shown) ?? (await activeAtBirth(deps, keys, actor.who.keyId));
  return (known ?? active).key;
}

/** Of the key that the caller last sent a value under; undefined for a person, and for a program that has sent none. */
export async function shownEncryptionKeyId(deps: Deps, actor: Actor): Promise<string | undefined> {
  if (actor.who.kind !== 'api_key') return undefined;
  return deps.workspaceSecrets.clientEncryptionKeyId(actor.workspaceId, actor.who.keyId);
}

/** The caller has sent a value under this key. */
export async function noteClientEncryptionKey(
  deps: Deps,
  actor: Actor,
  encryptionKeyId: string,
): Promise<void> {
  if (actor.who.kind !== 'api_key') return;
  await deps.workspaceSecrets.noteClientEncryptionKey(actor.workspaceId, actor.who.keyId, encryptionKeyId);
}

async function activeAtBirth(
  deps: Deps,
  keys: readonly ApiEncryptionKey[],
  apiKeyId: string,
): Promise<ApiEncryptionKey | undefined> {
  const apiKey = await deps.db.people.apiKey.findUnique({
    where: { id: apiKeyId },
    select: { createdAt: true },
  });
  const born = apiKey?.createdAt;
  return born && keys.find(({ createdAt }) => createdAt <= born);
}
