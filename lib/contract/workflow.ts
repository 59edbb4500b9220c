import { z } from 'zod';

/** What every step may have. */
const common = {
  label: z.string().max(120).optional(),
  /** A dry run ends before this step. */
  end_here_on_dry_run: z.boolean().optional(),
};

/** In Playwright's language of selectors, CSS among it; it must fit one element of the page. */
const selector = z.string().min(1, 'Say which element').max(500);
/** Alias from the vault schema. */
const credential = z.string().min(1).max(60);
/** How long an element may take to come, or to go; 15 seconds when left out. */
const within_seconds = z.number().int().min(1).max(120).optional();

/** One of the further secrets of the entry that the run uses for an alias. */
export const secretPath = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,59}\.[a-z][a-z0-9_]{0,39}$/, 'Alias and name of the secret, such as USER.pin');

/** `{{input.name}}` in texts and addresses is replaced from the run's input variables. Secrets have no such form. */
export const workflowStep = z.discriminatedUnion('action', [
  z.object({ action: z.literal('goto'), ...common, url: z.string().min(1).max(2000) }),
  z.object({
    action: z.literal('sign_in'),
    ...common,
    credential,
    /** Where the sign-in form is; omitted = the page the run is on. */
    url: z.string().max(2000).optional(),
  }),
  z.object({
    action: z.literal('extract'),
    ...common,
    /** Name in the run's data -> what to read. */
    fields: z.record(
      z.string().min(1).max(60),
      z.object({
        selector: z.string().min(1).max(500),
        attribute: z.string().max(60).optional(),
        many: z.boolean().optional(),
      }),
    ),
  }),
  z.object({
    action: z.literal('screenshot'),
    ...common,
    name: z.string().min(1).max(60),
  }),
  z
    .object({
      action: z.literal('fill'),
      ...common,
      selector,
      /** A text that is no secret; or, in its place, a secret by name: it is typed where the entry's login may be. */
      value: z.string().max(5_000).optional(),
      secret: secretPath.optional(),
    })
    .refine(({ value, secret }) => (value === undefined) !== (secret === undefined), {
      path: ['value'],
      message: 'Give either a text or a secret',
    }),
  /** A one-time code: from the entry's authenticator, by mail, or from a person. */
  z.object({ action: z.literal('tfa'), ...common, credential, selector }),
  z.object({ action: z.literal('click'), ...common, selector }),
  z.object({
    action: z.literal('select'),
    ...common,
    selector,
    /** Of the option: its value or its words. */
    value: z.string().min(1).max(500),
  }),
  z.object({
    action: z.literal('press'),
    ...common,
    /** Such as `Enter`, `ArrowDown` or `Control+A`. */
    key: z
      .string()
      .regex(/^([A-Z][A-Za-z0-9]*\+){0,3}[A-Za-z0-9]{1,20}$/, 'A key, such as Enter or Control+A'),
    /** Left out: wherever the focus is. */
    selector: selector.optional(),
  }),
  z.object({
    action: z.literal('wait_for'),
    ...common,
    selector,
    /** Wait until it is gone instead. */
    gone: z.boolean().optional(),
    within_seconds,
  }),
  z.object({
    action: z.literal('assert'),
    ...common,
    selector,
    /** Part of what it has to say; left out, it has to be there. */
    text: z.string().min(1).max(500).optional(),
    /** It must not be there. */
    gone: z.boolean().optional(),
  }),
  /** Clicks, and keeps the file that the site sends. */
  z.object({ action: z.literal('download'), ...common, selector, name: z.string().min(1).max(60) }),
]);
export type WorkflowStep = z.infer<typeof workflowStep>;

/** The subset of JSON Schema that a run's input variables are checked against. */
export const inputSchema = z.object({
  type: z.literal('object'),
  properties: z.record(
    z.string(),
    z.looseObject({ type: z.string().optional(), description: z.string().optional() }),
  ),
  required: z.array(z.string()).default([]),
  additionalProperties: z.boolean().default(false),
});

export const vaultSchema = z.record(
  z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'Aliases are upper case, such as USER'),
  z.object({ type: z.literal('credential'), domain: z.string().max(300) }),
);

export const workflowInput = z.object({
  name: z.string().trim().min(1, 'Give the workflow a name').max(120),
  description: z.string().max(2000).default(''),
  steps: z.array(workflowStep).min(1, 'Add at least one step').max(200),
  input_schema: inputSchema.default({
    type: 'object',
    properties: {},
    required: [],
    additionalProperties: false,
  }),
  vault_schema: vaultSchema.default({}),
});
export type WorkflowInput = z.input<typeof workflowInput>;

export const workflow = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  name: z.string(),
  description: z.string(),
  version: z.number().int(),
  steps: z.array(workflowStep),
  input_schema: inputSchema,
  vault_schema: vaultSchema,
  created_by: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  last_run: z.object({ id: z.uuid(), status: z.string(), created_at: z.string() }).nullable(),
});
export type WorkflowView = z.infer<typeof workflow>;
