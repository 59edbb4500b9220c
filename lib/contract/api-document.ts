import { z } from 'zod';
import type { JsonSchema } from './json-schema';

/** `GET /openapi.json`, as far as we read it again: OpenAPI 3.1 without what we do not use. */
const schema = z.custom<JsonSchema>((value) => typeof value === 'object' && value !== null);
const media = z.looseObject({ schema: schema.optional(), example: z.unknown().optional() });
const header = z.looseObject({ description: z.string().optional(), schema });

export const apiParameter = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  schema,
});
export type ApiParameter = z.infer<typeof apiParameter>;

export const apiResponse = z.looseObject({
  description: z.string(),
  headers: z.record(z.string(), header).optional(),
  content: z.record(z.string(), media).optional(),
});
export type ApiResponse = z.infer<typeof apiResponse>;

export const apiOperation = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()).default([]),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z.array(apiParameter).default([]),
  requestBody: z
    .looseObject({ required: z.boolean().optional(), content: z.record(z.string(), media) })
    .optional(),
  responses: z.record(z.string(), apiResponse),
  'x-permission': z.string().optional(),
  'x-problems': z.array(z.string()).default([]),
});
export type ApiOperation = z.infer<typeof apiOperation>;

export const apiDocument = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.looseObject({ name: z.string(), description: z.string() })).default([]),
  components: z.looseObject({ schemas: z.record(z.string(), schema).default({}) }),
  paths: z.record(z.string(), z.record(z.string(), apiOperation)),
});
export type ApiDocument = z.infer<typeof apiDocument>;
