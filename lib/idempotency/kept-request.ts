import { z } from 'zod';
import { open } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { IdempotentRequest } from '@/lib/db/generated/client';

/** An answer as it is given again: status, the headers that belong to its content, and the body. */
export const keptAnswer = z.object({
  status: z.number().int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type KeptAnswer = z.infer<typeof keptAnswer>;

const contextOf = (id: string, column: 'request_sealed' | 'answer_sealed') =>
  ({ purpose: 'idempotent-request', table: 'idempotent_request', column, rowId: id }) as const;

/** Sealed although it is a digest: of a body that is a known form around one password, a digest can be guessed. */
export function sealRequest(keyring: WorkspaceKeyring, id: string, fingerprint: Buffer) {
  return seal(keyring.active, contextOf(id, 'request_sealed'), fingerprint);
}

export function isSameRequest(keyring: WorkspaceKeyring, row: IdempotentRequest, fingerprint: Buffer) {
  return open(keyring, contextOf(row.id, 'request_sealed'), row.requestSealed).equals(fingerprint);
}

/** Sealed, because an answer may be the one that shows a new API key. */
export function sealAnswer(keyring: WorkspaceKeyring, id: string, answer: KeptAnswer) {
  const bytes = Buffer.from(JSON.stringify(answer));
  try {
    return seal(keyring.active, contextOf(id, 'answer_sealed'), bytes);
  } finally {
    bytes.fill(0);
  }
}

export function openAnswer(
  keyring: WorkspaceKeyring,
  id: string,
  sealed: NonNullable<IdempotentRequest['answerSealed']>,
): KeptAnswer {
  const bytes = open(keyring, contextOf(id, 'answer_sealed'), sealed);
  try {
    return keptAnswer.parse(JSON.parse(bytes.toString('utf8')));
  } finally {
    bytes.fill(0);
  }
}
