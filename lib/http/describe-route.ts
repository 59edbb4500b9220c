import { type ZodType, z } from 'zod';
import { problemBody } from '@/lib/contract/problem';

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

/** Ids are UUIDs in lower case; anything else is an address of nothing (404), see newRoutes. */
export const idParams = z.object({ id: z.uuid().regex(/^[0-9a-f-]+$/) });
