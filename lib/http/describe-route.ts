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

/** Ids are UUIDs in lower case; anything else is an address of nothing (404), see newRoutes. */
export const idParams = z.object({ id: z.uuid().regex(/^[0-9a-f-]+$/) });
