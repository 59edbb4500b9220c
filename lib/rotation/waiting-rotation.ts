import { type Actor, actorLabel } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { RotationAnswer } from '@/lib/contract/rotation-state';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { answerChange } from './answer-policy';
import { holdsRuns, isFinal, outcomeOf, shredAt } from './rotation-state';
import {
  appendRotationEvent,
  enqueueRotation,
  type RotationWithHistory,
  requireRotation,
} from './rotation-store';

/** Throws `rotation_not_waiting` for one that is under way or over. */
export async function requireWaiting(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<RotationWithHistory> {
  const row = await requireRotation(tx, workspaceId, id);
  if (row.state === 'needs_human') return row;
  throw new Problem('rotation_not_waiting', {
    message: row.finishedAt ? 'The rotation is over.' : 'The rotation is under way.',
    hint: 'Load it again to see where it stands.',
  });
}

const TOLD: Record<RotationAnswer, string> = {
  retry_verify: 'asked to try the passwords again',
  changed_by_hand: 'says that the password was changed by hand',
  restore_item: 'had the item restored',
  stop: 'ended the rotation',
};

/**
 * Carries a person's answer into the journal: to `verifying`, with sign-ins allowed anew, or to the end. Only while it
 * still is as that person saw it.
 */
export async function carryAnswer(
  tx: WorkspaceTransaction,
  actor: Actor,
  row: RotationWithHistory,
  { action, now, secretRef }: { action: RotationAnswer; now: number; secretRef?: string },
): Promise<void> {
  const { workspaceId, id, epoch, revision, submits } = row;
  const at = new Date(now);
  const { state: to, attemptsCountFrom, ...change } = answerChange(action, now);
  const shred = shredAt({ state: to, submits }, now);
  const { count } = await tx.rotation.updateMany({
    where: { workspaceId, id, state: 'needs_human', revision },
    data: {
      ...{ ...change, state: to, outcome: outcomeOf(to), stateSince: at, holdsRuns: holdsRuns(to) },
      ...{ epoch: epoch + 1, revision: revision + 1, leaseUntil: null, nextAttemptAt: null },
      ...(isFinal(to) ? { finishedAt: at, shredAfter: shred === null ? null : new Date(shred) } : {}),
      ...(attemptsCountFrom === undefined ? {} : { attemptsCountFrom: at }),
      ...(secretRef === undefined ? {} : { secretRef }),
    },
  });
  if (count === 0) {
    throw new Problem('conflict', {
      message: 'Someone else has answered meanwhile.',
      hint: 'Load the rotation again.',
    });
  }
  const key = { workspaceId, rotationId: id };
  await appendRotationEvent(tx, key, { state: to, note: `${actorLabel(actor)} ${TOLD[action]}.`, at });
  recordAct(tx, actor, {
    action: 'rotation.decided',
    object: { kind: 'rotation', id },
    detail: { reason: action, entry_id: row.entryId },
  });
  if (!isFinal(to)) await enqueueRotation(tx, key);
}
