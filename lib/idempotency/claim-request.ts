import type { Actor } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import type { IdempotentRequest } from '@/lib/db/generated/client';
import { newId } from '@/lib/kernel/id';
import type { IdempotencyDeps } from './idempotency-deps';
import { isSameRequest, type KeptAnswer, openAnswer, sealRequest } from './kept-request';

/** How long an answer is kept for whoever asks again. */
const KEPT_MS = 24 * 3_600_000;
/** Longer than any request may take (lib/http/answer-limit.ts): whoever holds a claim for longer is gone. */
const LEASE_MS = 150_000;
const RETRY_SECONDS = 1;

export interface KeyedRequest {
  key: string;
  /** A digest of all that makes the request what it is. */
  fingerprint: Buffer;
}

/** Either the caller is the first and answers the request, or it was answered before. */
export type Claim = { kind: 'first'; id: string } | { kind: 'answered'; answer: KeptAnswer };

/**
 * One caller's key stands for one request, for a day: a program that got no answer may send it again without doing it
 * twice.
 *
 * Promise: of any number of requests with one key, one is carried out. Throws `idempotency_in_progress` while it is,
 * `idempotency_mismatch` for another request under the same key, and `idempotency_interrupted` when the process that
 * carried it out is gone: whether it was done is not known then, and doing it again would be a guess.
 */
export async function claimRequest(
  deps: IdempotencyDeps,
  actor: Actor,
  request: KeyedRequest,
): Promise<Claim> {
  const { workspaceId } = actor;
  const keyring = await deps.keys.keyring(workspaceId);
  const now = deps.clock.now();
  const id = newId();
  const place = { workspaceId, caller: callerOf(actor), key: request.key };
  const known = await deps.db.withWorkspace(workspaceId, async (tx) => {
    await tx.idempotentRequest.deleteMany({ where: { ...place, expiresAt: { lte: new Date(now) } } });
    const { count } = await tx.idempotentRequest.createMany({
      data: {
        ...place,
        id,
        requestSealed: sealRequest(keyring, id, request.fingerprint),
        leaseUntil: new Date(now + LEASE_MS),
        expiresAt: new Date(now + KEPT_MS),
      },
      skipDuplicates: true,
    });
    if (count === 1) return null;
    return tx.idempotentRequest.findUnique({ where: { workspaceId_caller_key: place } });
  });
  if (!known) return { kind: 'first', id };
  if (!isSameRequest(keyring, known, request.fingerprint)) throw mismatch();
  if (!known.answerSealed) throw unanswered(known, now);
  return { kind: 'answered', answer: openAnswer(keyring, known.id, known.answerSealed) };
}

function callerOf({ who }: Actor): string {
  if (who.kind === 'person') return `person:${who.userId}`;
  return who.kind === 'api_key' ? `api_key:${who.keyId}` : `system:${who.name}`;
}

function mismatch(): Problem {
  return new Problem('idempotency_mismatch', {
    message: 'This idempotency key stands for a request with another method, address or body.',
    hint: 'Make a new key for each thing to be done; send the same key only with the same request.',
  });
}

function unanswered({ leaseUntil }: IdempotentRequest, now: number): Problem {
  if (now < leaseUntil.getTime()) {
    return new Problem('idempotency_in_progress', {
      message: 'The first request with this idempotency key is still being answered.',
      hint: 'Send it again in a moment.',
      extra: { retry_after_seconds: RETRY_SECONDS },
    });
  }
  return new Problem('idempotency_interrupted', {
    message: 'The first request with this idempotency key was cut off before it was answered.',
    hint: 'Look whether it was carried out; if not, send it with a new key.',
  });
}
