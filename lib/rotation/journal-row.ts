import { z } from 'zod';
import { rotationReason } from '@/lib/contract/rotation-reason';
import { rotationState } from '@/lib/contract/rotation-state';
import type { Rotation } from '@/lib/db/generated/client';
import type { RotationSecrets } from './rotation-secrets';
import {
  type Attempt,
  holdsRuns,
  isFinal,
  type Journal,
  type JournalChange,
  outcomeOf,
  shredAt,
} from './rotation-state';
import { LEASE_MS } from './timing-policy';

const attempts = z.array(
  z.object({
    at: z.number(),
    candidate: z.enum(['previous', 'candidate', 'item', 'pending']),
    verdict: z.enum(['accepted', 'refused', 'locked', 'unclear', 'not_sent']).nullable(),
    noted: z.number().nullable(),
  }),
);
const proven = z.enum(['previous', 'candidate', 'item']).nullable();
const evidence = z
  .enum(['SUCCESS_TEXT', 'POLICY_REJECT', 'OLD_WRONG', 'CONFIRM_BY_EMAIL', 'ERROR', 'NONE', 'NOT_SUBMITTED'])
  .nullable();

export function attemptsOf({ loginAttempts }: Pick<Rotation, 'loginAttempts'>): Attempt[] {
  return attempts.parse(loginAttempts);
}

/** A row as the machine knows it. */
export function journalOf(
  row: Rotation,
  secrets: RotationSecrets,
  failures: Pick<Journal, 'failuresElsewhere' | 'failuresBefore'>,
): Journal {
  return {
    id: row.id,
    state: rotationState.parse(row.state),
    reason: row.reason === null ? null : rotationReason.parse(row.reason),
    epoch: row.epoch,
    revision: row.revision,
    ...secrets,
    itemVersion: row.itemVersion,
    proven: proven.parse(row.proven),
    submits: row.submits,
    submitDeadline: row.submitDeadline?.getTime() ?? null,
    evidence: evidence.parse(row.evidence),
    attempts: attemptsOf(row),
    attemptsCountFrom: row.attemptsCountFrom?.getTime() ?? null,
    ...failures,
    stateSince: row.stateSince.getTime(),
    startedAt: (row.startedAt ?? row.createdAt).getTime(),
  };
}

/** Whether a write ends the lease, so that another worker, or another rotation of the site, may go on. */
export function letsGo(state: Journal['state'], { parkUntil }: JournalChange): boolean {
  return isFinal(state) || state === 'needs_human' || parkUntil !== undefined;
}

/** The plain columns of a journal after a change; secrets are sealed beside them (rotation-secrets.ts). */
export function columnsOf(journal: Journal, change: JournalChange, now: number) {
  const { state } = journal;
  const over = isFinal(state);
  const shred = shredAt(journal, now);
  return {
    state,
    outcome: outcomeOf(state),
    reason: journal.reason,
    revision: journal.revision,
    itemVersion: journal.itemVersion,
    proven: journal.proven,
    submits: journal.submits,
    submitDeadline: dateOf(journal.submitDeadline),
    evidence: journal.evidence,
    loginAttempts: journal.attempts.map((attempt) => ({ ...attempt })),
    attemptsCountFrom: dateOf(journal.attemptsCountFrom),
    holdsRuns: holdsRuns(state),
    stateSince: new Date(journal.stateSince),
    leaseUntil: letsGo(state, change) ? null : new Date(now + LEASE_MS),
    nextAttemptAt: dateOf(change.parkUntil ?? null),
    finishedAt: over ? new Date(now) : null,
    shredAfter: dateOf(shred),
  };
}

function dateOf(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}
