import { z } from 'zod';
import { passwordName, type RotationSummary, type RotationView, rotation } from '@/lib/contract/rotation';
import { explainReason, rotationReason } from '@/lib/contract/rotation-reason';
import {
  ROTATION_ANSWERS,
  type RotationAnswer,
  rotationOutcome,
  rotationState,
  rotationTrigger,
  shownState,
} from '@/lib/contract/rotation-state';
import { readSnapshot } from '@/lib/vault/item-snapshot';
import { candidateInItem } from './candidate-place-policy';
import type { RotationRow, RotationWithHistory } from './rotation-store';

const { verdict } = rotation.shape.attempts.element.shape;

/** As the journal keeps them: times in milliseconds since the epoch. */
const attempts = z.array(
  z.object({ at: z.number(), candidate: passwordName, verdict: verdict.nullish().default(null) }),
);

/** What may be shown of a rotation: an allow-list without any value. */
export function presentRotationSummary(row: RotationRow): RotationSummary {
  const reason = rotationReason.nullable().parse(row.reason);
  const words = reason === null ? null : explainReason(reason);
  // The titles are those of the item as it is bound now.
  const stillBound = row.secretRef !== null && row.secretRef === row.entry.secretRef;
  const snapshot = stillBound ? readSnapshot(row.entry.item) : null;
  return {
    id: row.id,
    entry_id: row.entryId,
    entry: { permissioned_user_id: row.entry.permissionedUserId, domain: row.entry.domain },
    item: snapshot && { title: snapshot.title, vault_title: snapshot.vault_title },
    secret_provider: row.providerId === row.entry.secretProviderId ? row.entry.secretProvider : null,
    state: shownState(rotationState.parse(row.state)),
    outcome: rotationOutcome.nullable().parse(row.outcome),
    reason,
    message: words?.message ?? null,
    next_step: words?.nextStep ?? null,
    trigger: rotationTrigger.parse(row.trigger),
    requested_by: row.requestedBy,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    state_since: row.stateSince.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
  };
}

export function presentRotation(row: RotationWithHistory): RotationView {
  const summary = presentRotationSummary(row);
  const state = rotationState.parse(row.state);
  return {
    ...summary,
    candidate: { journal: row.candidateSealed !== null, item: candidateInItem(state, summary.reason) },
    proven: passwordName.nullable().parse(row.proven),
    attempts: attempts.parse(row.loginAttempts).map((attempt) => ({
      at: new Date(attempt.at).toISOString(),
      value: attempt.candidate,
      verdict: attempt.verdict,
    })),
    submits: row.submits,
    holds_runs: row.holdsRuns,
    answers: state === 'needs_human' ? answersTo(row) : [],
    history: row.events.map((event) => ({
      seq: event.seq,
      state: shownState(rotationState.parse(event.state)),
      note: event.note,
      at: event.createdAt.toISOString(),
    })),
  };
}

/** An item can be restored while the journal holds what belongs in it, and can be read. */
function answersTo(row: RotationWithHistory): RotationAnswer[] {
  const kept = row.proven === 'candidate' ? row.candidateSealed : row.previousSealed;
  const restorable = kept !== null && row.secretRef !== null && row.reason !== 'secrets_unreadable';
  return ROTATION_ANSWERS.filter((answer) => answer !== 'restore_item' || restorable);
}
