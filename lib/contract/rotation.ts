import { z } from 'zod';
import { entryById, entryByUser, NAME_AN_ENTRY } from './entry-reference';
import { pageQuery } from './paging';
import { rotationReason } from './rotation-reason';
import { rotationAnswer, rotationOutcome, rotationTrigger, visibleState } from './rotation-state';

export const startRotation = z.union([entryById, entryByUser], { error: NAME_AN_ENTRY });
export type StartRotation = z.input<typeof startRotation>;

/** A value that was, or may be, the password of the account. Its name, never the value. */
export const passwordName = z.enum(['previous', 'candidate', 'item', 'pending']);
export type PasswordName = z.infer<typeof passwordName>;

export const rotationSummary = z.object({
  id: z.uuid(),
  entry_id: z.uuid(),
  entry: z.object({ permissioned_user_id: z.string(), domain: z.string() }),
  /** Null where the entry was not bound to an item. */
  item: z.object({ title: z.string(), vault_title: z.string() }).nullable(),
  secret_provider: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  state: visibleState,
  /** Null while it is under way. `needs_human` is not the end: it goes on when someone answers. */
  outcome: rotationOutcome.nullable(),
  reason: rotationReason.nullable(),
  /** What the reason says, and what to do. */
  message: z.string().nullable(),
  next_step: z.string().nullable(),
  trigger: rotationTrigger,
  requested_by: z.string(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  /** When the present state was entered. */
  state_since: z.string(),
  finished_at: z.string().nullable(),
  /** When it goes on by itself; null while it is being worked on, and after its end. */
  next_attempt_at: z.string().nullable(),
});
export type RotationSummary = z.infer<typeof rotationSummary>;

export const rotation = rotationSummary.extend({
  /** Where the new password is kept at this moment. */
  candidate: z.object({
    journal: z.boolean(),
    item: z.enum(['nowhere', 'pending_field', 'password', 'unknown']),
  }),
  /** Which value a sign-in proved last. */
  proven: passwordName.nullable(),
  /** Sign-ins with each value, oldest first; null verdict: it was tried and nobody knows how it went. */
  attempts: z.array(
    z.object({
      at: z.string(),
      value: passwordName,
      verdict: z.enum(['accepted', 'refused', 'locked', 'unclear', 'not_sent']).nullable(),
    }),
  ),
  /** How often the change form was sent. */
  submits: z.number().int(),
  /** Runs with this credential wait. */
  holds_runs: z.boolean(),
  /** What a person may tell it now. */
  answers: z.array(rotationAnswer),
  history: z.array(
    z.object({ seq: z.number().int(), state: visibleState, note: z.string().nullable(), at: z.string() }),
  ),
});
export type RotationView = z.infer<typeof rotation>;

/** Groups of states as people ask for them. `problem`: it was skipped or aborted. */
export const ROTATION_GROUPS = ['needs_you', 'under_way', 'done', 'problem'] as const;
export const rotationGroup = z.enum(ROTATION_GROUPS);
export type RotationGroup = z.infer<typeof rotationGroup>;

export const listRotationsQuery = pageQuery.extend({
  entry_id: z.uuid().optional(),
  group: rotationGroup.optional(),
  outcome: rotationOutcome.optional(),
});

/** How many there are of each, for the tabs of the page and the mark in the sidebar. */
export const rotationCounts = z.object({
  needs_you: z.number().int(),
  under_way: z.number().int(),
  scheduled: z.number().int(),
  overdue: z.number().int(),
  /** Within the last thirty days. */
  done: z.number().int(),
  problem: z.number().int(),
});
export type RotationCounts = z.infer<typeof rotationCounts>;

export const answerRotation = z.strictObject({ action: rotationAnswer });

/** Frames of `GET /api/v1/rotations/{id}/events`: the whole rotation after each change; the last one has a final state. */
export const rotationEventFrame = z.object({ seq: z.number().int(), rotation });

export const INSPECTION_CHECKS = [
  'binding',
  'site',
  'connection',
  'item',
  'write_access',
  'pending_password',
  'write_budget',
  'sign_ins',
  'runs',
] as const;

/** What a rotation of an entry would meet now, found out without touching anything. */
export const rotationInspection = z.object({
  entry_id: z.uuid(),
  /** False: a rotation would be skipped, for `reason`. */
  ready: z.boolean(),
  reason: rotationReason.nullable(),
  message: z.string().nullable(),
  next_step: z.string().nullable(),
  /** The one that is in the way. */
  unfinished_rotation_id: z.uuid().nullable(),
  checks: z.array(
    z.object({
      name: z.enum(INSPECTION_CHECKS),
      /** `wait`: not a reason to skip, it is waited for. */
      result: z.enum(['ok', 'wait', 'blocked', 'unknown']),
      message: z.string(),
    }),
  ),
});
export type RotationInspection = z.infer<typeof rotationInspection>;
