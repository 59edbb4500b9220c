import { z } from 'zod';
import { openJson, sealJson } from '@/lib/crypto/json-record';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { Secret } from '@/lib/kernel/secret';
import type { AnswerSchema } from './answer-policy';
import type { RunKey } from './run-lease';

/** An answer belongs to the question of that moment: sealed to the run and the time it was asked. */
const contextOf = ({ runId }: RunKey, askedAt: Date) =>
  ({
    purpose: 'one-time-code',
    table: 'run_interaction',
    column: 'answer_sealed',
    rowId: runId,
    generation: askedAt.getTime(),
  }) as const;

export interface Question {
  stepIndex: number;
  message: string;
  schema: AnswerSchema;
  askedAt: Date;
  expiresAt: Date;
}

export async function keepQuestion(
  tx: WorkspaceTransaction,
  { workspaceId, runId }: RunKey,
  question: Question,
): Promise<void> {
  await tx.runInteraction.deleteMany({ where: { workspaceId, runId } });
  await tx.runInteraction.create({ data: { workspaceId, runId, ...question } });
}

/** False when the question is not open any more: answered by someone else, withdrawn, or out of time. */
export async function keepAnswer(
  tx: WorkspaceTransaction,
  keyring: WorkspaceKeyring,
  key: RunKey,
  { askedAt, answer, now }: { askedAt: Date; answer: Record<string, string>; now: Date },
): Promise<boolean> {
  const { workspaceId, runId } = key;
  const answerSealed = sealJson(keyring, contextOf(key, askedAt), answer);
  const { count } = await tx.runInteraction.updateMany({
    where: { workspaceId, runId, askedAt, answerSealed: null, expiresAt: { gt: now } },
    data: { answerSealed },
  });
  return count === 1;
}

/** The answer, if there is one yet. It is read once: who gets it takes the question away. */
export async function readAnswer(
  tx: WorkspaceTransaction,
  keyring: WorkspaceKeyring,
  key: RunKey,
): Promise<Record<string, Secret> | null> {
  const { workspaceId, runId } = key;
  const row = await tx.runInteraction.findUnique({ where: { workspaceId_runId: { workspaceId, runId } } });
  if (!row?.answerSealed) return null;
  const texts = openJson(keyring, contextOf(key, row.askedAt), row.answerSealed, answers);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Secret.of(text)]));
}

const answers = z.record(z.string(), z.string());
