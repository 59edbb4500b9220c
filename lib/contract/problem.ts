import { z } from 'zod';

/**
 * Every refusal the product can give: one code, one status, one title, and whether trying again can help.
 * The words a person reads are `title` (what happened) plus the `message` and `hint` given where it is thrown.
 */
export const PROBLEMS = {
  // who
  unauthenticated: { status: 401, title: 'You are not signed in', retryable: false },
  api_key_invalid: { status: 401, title: 'The API key is not valid', retryable: false },
  forbidden: { status: 403, title: 'Your role or key does not allow this', retryable: false },
  origin_refused: { status: 403, title: 'The request came from another site', retryable: false },
  password_incorrect: { status: 403, title: 'The password is not right', retryable: false },
  // what
  not_found: { status: 404, title: 'There is no such thing here', retryable: false },
  method_not_allowed: { status: 405, title: 'This address does not take that method', retryable: false },
  validation_failed: { status: 422, title: 'Some fields need another look', retryable: false },
  unknown_field: { status: 422, title: 'The request has a field that is not known here', retryable: false },
  interval_invalid: { status: 422, title: 'The interval is not valid', retryable: false },
  cursor_invalid: { status: 422, title: 'The cursor is not one of this list', retryable: false },
  malformed_json: { status: 400, title: 'The body is not valid JSON', retryable: false },
  json_too_deep: { status: 400, title: 'The body is nested too deeply', retryable: false },
  payload_too_large: { status: 413, title: 'The body is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'The body must be JSON', retryable: false },
  conflict: { status: 409, title: 'Something changed in the meantime', retryable: true },
  name_taken: { status: 409, title: 'That name is already used', retryable: false },
  version_mismatch: { status: 412, title: 'It was changed since you read it', retryable: false },
  idempotency_in_progress: {
    status: 409,
    title: 'The first request with this idempotency key is not finished',
    retryable: true,
  },
  idempotency_mismatch: {
    status: 422,
    title: 'The idempotency key was used for another request',
    retryable: false,
  },
  idempotency_interrupted: {
    status: 409,
    title: 'The first request with this idempotency key was cut off',
    retryable: false,
  },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  // secret providers
  token_malformed: { status: 422, title: 'The token is not complete', retryable: false },
  token_host_refused: {
    status: 422,
    title: 'The token points to a host that is not allowed',
    retryable: false,
  },
  token_refused: { status: 422, title: '1Password refused the token', retryable: false },
  token_sees_no_vault: { status: 422, title: 'The token can read no vault', retryable: false },
  secret_provider_in_use: { status: 409, title: 'The connection is in use', retryable: false },
  secret_provider_disabled: { status: 409, title: 'The connection is disabled', retryable: false },
  secret_provider_unavailable: { status: 503, title: '1Password could not be reached', retryable: true },
  secret_provider_timeout: { status: 504, title: '1Password did not answer in time', retryable: true },
  secret_provider_rate_limited: { status: 503, title: '1Password asks us to slow down', retryable: true },
  secret_provider_forbidden: {
    status: 409,
    title: '1Password does not allow this token to do that',
    retryable: false,
  },
  provider_mode_refused: {
    status: 422,
    title: 'This way of connecting is not allowed here',
    retryable: false,
  },
  address_refused: { status: 422, title: 'The address cannot be used', retryable: false },
  replacement_incomplete: {
    status: 409,
    title: 'The new token cannot read every bound item',
    retryable: false,
  },
  // vault
  secret_ref_malformed: { status: 422, title: 'The secret reference is not valid', retryable: false },
  clock_unusable: { status: 503, title: 'The clock of this server is wrong', retryable: false },
  extra_secret_unknown: { status: 422, title: 'The entry has no such secret', retryable: false },
  item_not_found: { status: 422, title: 'The item is not in 1Password', retryable: false },
  item_unusable: { status: 422, title: 'The item cannot be used', retryable: false },
  secret_provider_unknown: {
    status: 422,
    title: 'There is no such connection in this workspace',
    retryable: false,
  },
  provider_fields_conflict: {
    status: 422,
    title: 'Values and a 1Password item exclude each other',
    retryable: false,
  },
  provider_fields_incomplete: {
    status: 422,
    title: 'A connection and an item come together',
    retryable: false,
  },
  cache_ttl_without_provider: {
    status: 422,
    title: 'A cache duration needs a 1Password item',
    retryable: false,
  },
  authenticator_with_provider: {
    status: 422,
    title: 'The one-time code comes from the 1Password item',
    retryable: false,
  },
  passkey_with_provider: {
    status: 422,
    title: 'A passkey and a 1Password item exclude each other',
    retryable: false,
  },
  passkey_malformed: { status: 422, title: 'The passkey cannot be used', retryable: false },
  entry_exists: {
    status: 409,
    title: 'There is already an entry for this user and domain',
    retryable: false,
  },
  entry_ambiguous: { status: 409, title: 'More than one entry fits', retryable: false },
  reference_outside_entry: {
    status: 422,
    title: 'The reference is not of this entry’s item',
    retryable: false,
  },
  value_not_encrypted: {
    status: 422,
    title: 'The value is not encrypted with the workspace key',
    retryable: false,
  },
  // one-time codes
  tfa_code_missing: { status: 404, title: 'No fresh code has come by e-mail', retryable: true },
  tfa_method_unsupported: {
    status: 409,
    title: 'There is no code to be had for this entry',
    retryable: false,
  },
  recipient_unknown: { status: 422, title: 'The recipient belongs to no entry', retryable: false },
  code_not_found: { status: 422, title: 'There is no code in the message', retryable: false },
  health_scan_under_way: {
    status: 409,
    title: 'The bindings are being checked already',
    retryable: true,
  },
  // workflows and runs
  workflow_in_use: { status: 409, title: 'The workflow has runs that are not finished', retryable: true },
  run_finished: { status: 409, title: 'The run has already ended', retryable: false },
  run_not_waiting: { status: 409, title: 'The run waits for no answer', retryable: false },
  // rotations
  rotation_not_waiting: { status: 409, title: 'The rotation waits for no answer', retryable: false },
  rotation_under_way: { status: 409, title: 'A rotation is not finished yet', retryable: true },
  // audit
  audit_verification_under_way: {
    status: 409,
    title: 'The audit log is being verified already',
    retryable: true,
  },
  database_unavailable: { status: 503, title: 'Latchkey cannot do this right now', retryable: true },
  answer_timeout: { status: 503, title: 'The answer took too long', retryable: true },
  internal: { status: 500, title: 'Something went wrong on our side', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ProblemCode = keyof typeof PROBLEMS;

export const problemCode = z.custom<ProblemCode>(
  (code) => typeof code === 'string' && Object.hasOwn(PROBLEMS, code),
);

export interface FieldError {
  /** Path in the request body, dotted, in the wire's spelling. */
  field: string;
  message: string;
  /** Where the fault has a code of its own; without one it is `validation_failed`. */
  code?: ProblemCode | undefined;
}

export interface ProblemDetails {
  /** What happened, in a sentence for the person who asked. Never a secret, never upstream text. */
  message?: string;
  /** What to do next. */
  hint?: string;
  fields?: FieldError[];
  /** Allow-listed facts for programs, for example the entries that hold a connection. */
  extra?: Record<string, unknown>;
}

/** Thrown by use cases; written as `application/problem+json` in one place (lib/http). */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.message ?? PROBLEMS[code].title);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  get retryable(): boolean {
    return PROBLEMS[this.code].retryable;
  }
}

const SHOWN_FIELDS = 3;

/**
 * The refusal of one or more fields, all of them at once. Its code is that of the first fault that has one of its own:
 * programs branch on it. The message names the fields too, because some, such as the CloudCruise client, show nothing
 * else of a refusal.
 */
export function fieldProblem(fields: readonly FieldError[]): Problem {
  const code = fields.find((fault) => fault.code)?.code ?? 'validation_failed';
  const shown = fields
    .slice(0, SHOWN_FIELDS)
    .map(({ field, message }) => (field ? `${field}: ${message}` : message));
  const more = fields.length > SHOWN_FIELDS ? '; …' : '';
  return new Problem(code, { message: `${shown.join('; ')}${more}`, fields: [...fields] });
}

/** RFC 9457, plus `code`, `message` (the CloudCruise client shows it), `hint`, `retryable` and field errors. */
export const problemBody = z
  .object({
    type: z.string().describe('A name for the code, as a URN.'),
    title: z.string().describe('What the code stands for.'),
    status: z.number().int(),
    code: z.string().describe('What went wrong, for programs.'),
    message: z.string().describe('What went wrong here, for people.'),
    hint: z.string().optional().describe('What to do next.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
    fields: z
      .array(z.object({ field: z.string(), message: z.string(), code: z.string().optional() }))
      .optional(),
    extra: z.record(z.string(), z.unknown()).optional().describe('Facts for programs, by the code.'),
    request_id: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with a code, the next step and the fields at fault.' });

export type ProblemBody = z.infer<typeof problemBody>;
