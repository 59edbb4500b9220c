import { z } from 'zod';
import { pageQuery } from './paging';
import { runWebhook } from './webhook';

/** `waiting`: under way, and a person has to answer before it goes on. */
export const RUN_STATUSES = ['queued', 'running', 'waiting', 'success', 'failed', 'stopped'] as const;
export const runStatus = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatus>;

/** Failure categories of the wire, and our code inside the category. */
export const ERROR_CATEGORIES = [
  'AUTHENTICATION_ERROR',
  'PASSWORD_UPDATE_REQUIRED',
  'INCORRECT_FORM_INPUTS',
  'PAGE_NOT_FOUND',
  'UNEXPECTED_UI_STATE',
  'XPATH_INCORRECT',
  'UPSTREAM_ERROR',
  'SERVICE_UNAVAILABLE',
] as const;

export const runError = z.object({
  category: z.enum(ERROR_CATEGORIES),
  code: z.string(),
  message: z.string(),
  /** What the person should do next. */
  next_step: z.string(),
  step_index: z.number().int().nullable(),
  at: z.string(),
});
export type RunError = z.infer<typeof runError>;

/** A dry run ends before the first step that could change something on the site; see lib/runs/step-effects-policy.ts. */
export const dryRun = z.object({
  enabled: z.boolean(),
  /** Added to the data of the dry run, for whoever reads its result. */
  add_to_output: z.record(z.string(), z.unknown()).optional(),
});

export const startRun = z.object({
  workflow_id: z.uuid(),
  /** Input variables, and per vault alias an entry by its id or permissioned_user_id, or several that take turns. */
  run_input_variables: z.record(z.string(), z.unknown()).default({}),
  dry_run: dryRun.optional(),
  /** Kept beside the run and shown with it; nothing reads it. */
  additional_context: z.record(z.string(), z.unknown()).optional(),
  /** All runs of one client id are on one stream of events. */
  client_id: z.string().min(1).max(200).optional(),
  webhook: runWebhook.optional(),
});
export type StartRun = z.input<typeof startRun>;

export const runStepState = z.enum(['waiting', 'running', 'done', 'failed', 'skipped']);

/** Steps within others come after the one that they are within, and are counted with all the others. */
export const runStep = z.object({
  index: z.number().int(),
  /** How many steps it is within, and which part of the innermost of them. */
  depth: z.number().int(),
  part: z.enum(['steps', 'else']).nullable(),
  action: z.string(),
  title: z.string(),
  state: runStepState,
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  /** How often it has begun, in this attempt. */
  passes: z.number().int(),
  /** Plain lines: what was seen and done. Scrubbed of secrets. */
  notes: z.array(z.string()),
});
export type RunStepView = z.infer<typeof runStep>;

/** What a person has to tell before the run goes on: a property of an object for each. */
export const runInteraction = z.object({
  step_index: z.number().int(),
  message: z.string(),
  properties: z.array(z.object({ name: z.string(), title: z.string() })),
  asked_at: z.string(),
  expires_at: z.string(),
});
export type RunInteractionView = z.infer<typeof runInteraction>;

const runArtifact = z.object({
  id: z.uuid(),
  name: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  url: z.string(),
});
export type RunArtifactView = z.infer<typeof runArtifact>;

export const run = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  workflow: z.object({ id: z.uuid(), name: z.string(), version: z.number().int() }),
  status: runStatus,
  credentials: z.array(
    z.object({
      alias: z.string(),
      entry_id: z.uuid(),
      permissioned_user_id: z.string(),
      domain: z.string(),
      /** User ids of all entries that the run might have taken, when there were several. */
      chosen_from: z.array(z.string()),
    }),
  ),
  input_variables: z.record(z.string(), z.unknown()),
  steps: z.array(runStep),
  data: z.record(z.string(), z.unknown()),
  errors: z.array(runError),
  screenshots: z.array(runArtifact),
  files: z.array(runArtifact),
  interaction: runInteraction.nullable(),
  /** Why a queued run has not begun although a worker looked at it: its login is not free. */
  pause: z.object({ message: z.string(), since: z.string() }).nullable(),
  dry_run: z.boolean(),
  additional_context: z.record(z.string(), z.unknown()).nullable(),
  attempt: z.number().int(),
  requested_by: z.string(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
export type RunView = z.infer<typeof run>;

export const runSummary = run
  .pick({
    id: true,
    workflow: true,
    status: true,
    credentials: true,
    requested_by: true,
    created_at: true,
    started_at: true,
    finished_at: true,
  })
  .extend({ error: runError.nullable() });
export type RunSummary = z.infer<typeof runSummary>;

export const listRunsQuery = pageQuery.extend({
  status: runStatus.optional(),
  workflow_id: z.uuid().optional(),
  entry_id: z.uuid().optional(),
});

/** Frames of `GET /api/v1/runs/{id}/events`: the whole run after each change; the last frame has a final status. */
export const runEventFrame = z.object({ seq: z.number().int(), event: z.string(), run });
