import { z } from 'zod';

/** What a step within other steps stands in: 3 deep, `branch` and `repeat` counted. */
export const MOST_NESTED = 3;
/** Of one workflow, those within others counted. */
export const MOST_STEPS = 200;
/** Of one `repeat`. */
export const MOST_PASSES = 100;

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

/** Something to look for on the page, once it has come to rest. */
const elementCondition = z.strictObject({
  selector,
  /** Part of what it has to say; left out, it has to be there. */
  text: z.string().min(1).max(500).optional(),
  /** It must not be there. */
  gone: z.boolean().optional(),
  /** How long to wait for it to come true; left out, it is looked at once. */
  within_seconds: z.number().int().min(1).max(60).optional(),
});
export type ElementCondition = z.infer<typeof elementCondition>;

/** A text, as it is after its variables are filled in. */
const textCondition = z.strictObject({
  value: z.string().min(1).max(500),
  /** Left out: it must not be empty. */
  is: z.string().min(1).max(500).optional(),
});
export type StepCondition = z.infer<typeof elementCondition> | z.infer<typeof textCondition>;

/** `{{input.name}}` in texts and addresses is replaced from the run's input variables. Secrets have no such form. */
const plainSteps = [
  z.strictObject({ action: z.literal('goto'), ...common, url: z.string().min(1).max(2000) }),
  z.strictObject({
    action: z.literal('sign_in'),
    ...common,
    credential,
    /** Where the sign-in form is; omitted = the page the run is on. */
    url: z.string().max(2000).optional(),
  }),
  z.strictObject({
    action: z.literal('extract'),
    ...common,
    /** Name in the run's data -> what to read. */
    fields: z.record(
      z.string().min(1).max(60),
      z.strictObject({
        selector: z.string().min(1).max(500),
        attribute: z.string().max(60).optional(),
        many: z.boolean().optional(),
      }),
    ),
  }),
  z.strictObject({
    action: z.literal('screenshot'),
    ...common,
    name: z.string().min(1).max(60),
  }),
  z
    .strictObject({
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
  /**
   * The second factor by itself: a one-time code from the entry's authenticator, by mail or from a person; or the link
   * that the site sends, which is opened.
   */
  z.strictObject({
    action: z.literal('tfa'),
    ...common,
    credential,
    /** Left out: the field for a code that the page shows. A link needs none. */
    selector: selector.optional(),
  }),
  z.strictObject({ action: z.literal('click'), ...common, selector }),
  z.strictObject({
    action: z.literal('select'),
    ...common,
    selector,
    /** Of the option: its value or its words. */
    value: z.string().min(1).max(500),
  }),
  z.strictObject({
    action: z.literal('press'),
    ...common,
    /** Such as `Enter`, `ArrowDown` or `Control+A`. */
    key: z
      .string()
      .regex(/^([A-Z][A-Za-z0-9]*\+){0,3}[A-Za-z0-9]{1,20}$/, 'A key, such as Enter or Control+A'),
    /** Left out: wherever the focus is. */
    selector: selector.optional(),
  }),
  z.strictObject({
    action: z.literal('wait_for'),
    ...common,
    selector,
    /** Wait until it is gone instead. */
    gone: z.boolean().optional(),
    within_seconds,
  }),
  z.strictObject({
    action: z.literal('assert'),
    ...common,
    selector,
    /** Part of what it has to say; left out, it has to be there. */
    text: z.string().min(1).max(500).optional(),
    /** It must not be there. */
    gone: z.boolean().optional(),
  }),
  /** Clicks, and keeps the file that the site sends. */
  z.strictObject({ action: z.literal('download'), ...common, selector, name: z.string().min(1).max(60) }),
] as const;

/** One way or the other. */
const branch = {
  action: z.literal('branch'),
  ...common,
  if: z.union([elementCondition, textCondition]),
};

/** The same steps again: for each item of a list, or as long as the page says so, and never more often than `at_most`. */
const repeat = {
  action: z.literal('repeat'),
  ...common,
  at_most: z.number().int().min(1).max(MOST_PASSES),
  /** An input variable that is a list; its item is `{{item}}`, a member of it `{{item.name}}`. */
  for_each: z.string().min(1).max(60).optional(),
  /** Looked at before each pass. */
  while: elementCondition.optional(),
  /** Looked at after each pass. */
  until: elementCondition.optional(),
};

/** Written out, because a type that holds itself cannot be inferred. */
export type WorkflowStep =
  | z.infer<(typeof plainSteps)[number]>
  | (Inferred<typeof branch> & { steps: WorkflowStep[]; else?: WorkflowStep[] | undefined })
  | (Inferred<typeof repeat> & { steps: WorkflowStep[] });
type Inferred<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;
export type StepOf<Action extends WorkflowStep['action']> = Extract<WorkflowStep, { action: Action }>;

const inner = (): z.ZodType<WorkflowStep[], WorkflowStep[]> =>
  z.array(workflowStep).min(1, 'Add at least one step');

/** Strict by itself: as a named part of the API's document it is the same in requests and answers. */
export const workflowStep = z
  .discriminatedUnion('action', [
    ...plainSteps,
    z.strictObject({
      ...branch,
      get steps() {
        return inner();
      },
      get else() {
        return inner().optional();
      },
    }),
    z.strictObject({
      ...repeat,
      get steps() {
        return inner();
      },
    }),
  ])
  .meta({ id: 'WorkflowStep' });
