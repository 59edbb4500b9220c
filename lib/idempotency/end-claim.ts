import type { Actor } from '@/lib/access/actor';
import type { IdempotencyDeps } from './idempotency-deps';
import { type KeptAnswer, sealAnswer } from './kept-request';

/** From now on whoever sends the key with the same request is given this answer. */
export async function keepAnswer(
  deps: IdempotencyDeps,
  { workspaceId }: Actor,
  id: string,
  answer: KeptAnswer,
): Promise<void> {
  const keyring = await deps.keys.keyring(workspaceId);
  const answerSealed = sealAnswer(keyring, id, answer);
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.idempotentRequest.updateMany({ where: { workspaceId, id }, data: { answerSealed } }),
  );
}

/** Nothing was done: the key is as free as before. */
export async function releaseClaim(
  deps: Pick<IdempotencyDeps, 'db'>,
  { workspaceId }: Actor,
  id: string,
): Promise<void> {
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.idempotentRequest.deleteMany({ where: { workspaceId, id } }),
  );
}
