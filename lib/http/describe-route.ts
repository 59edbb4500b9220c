import { type ZodType, z } from 'zod';
import { type ProblemCode, problemBody } from '@/lib/contract/problem';

/** The parts that route definitions repeat. Every operation may answer with a problem. */
const problem = {
  description: 'Refused; `code` says why.',
  content: { 'application/problem+json': { schema: problemBody } },
};

export function ok<T extends ZodType>(schema: T, description = 'Done.') {
  return { 200: { description, content: { 'application/json': { schema } } }, default: problem };
}

export function created<T extends ZodType>(schema: T, description = 'Made.') {
  return { 201: { description, content: { 'application/json': { schema } } }, default: problem };
}

export function noContent(description = 'Done.') {
  return { 204: { description }, default: problem };
}

export function jsonBody<T extends ZodType>(schema: T) {
  return { content: { 'application/json': { schema } }, required: true };
}

const TAG = { headers: z.object({ etag: z.string().describe('The version of the entry, in quotes.') }) };

/** Answers that carry the version of what they show, for `If-Match`: entity-tag.ts. */
export function okTagged<T extends ZodType>(schema: T) {
  const { 200: answer, default: refusal } = ok(schema);
  return { 200: { ...answer, ...TAG }, default: refusal };
}

export function createdTagged<T extends ZodType>(schema: T) {
  const { 201: answer, default: refusal } = created(schema);
  return { 201: { ...answer, ...TAG }, default: refusal };
}

/**
 * Codes of refusals that are this operation's own, for its document; those that follow from what it is (its body, its
 * parameters, who may call) are derived there: document-problems.ts.
 */
export function mayRefuse(...codes: readonly ProblemCode[]) {
  return { 'x-problems': codes };
}

/** Whatever comes of asking 1Password through a connection. */
export const ASKS_1PASSWORD = [
  'token_malformed',
  'token_refused',
  'secret_provider_disabled',
  'secret_provider_forbidden',
  'secret_provider_rate_limited',
  'secret_provider_timeout',
  'secret_provider_unavailable',
  'item_not_found',
  'item_unusable',
  'conflict',
] as const satisfies readonly ProblemCode[];

/** Whatever can be wrong with a new token, or with where it or an address points. */
export const JUDGES_TOKEN = [
  'token_host_refused',
  'token_sees_no_vault',
  'provider_mode_refused',
  'address_refused',
] as const satisfies readonly ProblemCode[];

/** Whatever can be wrong with an entry: lib/vault/entry-rules-policy.ts. */
export const SAVES_ENTRY = [
  ...ASKS_1PASSWORD,
  'secret_ref_malformed',
  'secret_provider_unknown',
  'provider_fields_conflict',
  'provider_fields_incomplete',
  'cache_ttl_without_provider',
  'authenticator_with_provider',
  'passkey_with_provider',
  'passkey_malformed',
  'interval_invalid',
  'entry_exists',
] as const satisfies readonly ProblemCode[];

/** Ids are UUIDs in lower case; anything else is an address of nothing (404), see newRoutes. */
export const idParams = z.object({
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
});
