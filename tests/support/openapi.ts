import { z } from 'zod';
import type { TestApi } from './api';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const schemaObject = z.record(z.string(), z.unknown());
const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: schemaObject.optional(),
});
const operation = z.looseObject({
  tags: z.array(z.string()).optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: schemaObject })).optional() })
    .optional(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  'x-permission': z.string().optional(),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), schemaObject).optional() }).optional(),
});

export interface Operation {
  /** `GET /api/v1/entries/{id}`: what the document says, not a request. */
  name: string;
  method: string;
  path: string;
  tags: string[];
  pathParameters: string[];
  queryParameters: Array<{ name: string; schema: Record<string, unknown> }>;
  /** The schema of a JSON body, if it takes one. */
  body: Record<string, unknown> | null;
  permission: string | null;
  /** Whether programs may call it, whose scopes are what permissions are about. */
  takesKey: boolean;
}

export interface ApiDocument {
  operations: Operation[];
  schemas: Record<string, Record<string, unknown>>;
}

/** Every operation that the product documents, so that a test of all of them covers those of tomorrow. */
export async function readOperations(api: TestApi): Promise<ApiDocument> {
  const answer = await api.anyone('GET /openapi.json');
  const { paths, components } = document.parse(answer.body);
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      if (item[method] === undefined) return [];
      const parsed = operation.parse(item[method]);
      const parameters = parsed.parameters ?? [];
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        tags: parsed.tags ?? [],
        // Ids have a pattern; a name that the caller chooses has none.
        pathParameters: parameters
          .filter((one) => one.in === 'path' && one.schema?.pattern !== undefined)
          .map((one) => one.name),
        queryParameters: parameters
          .filter((one) => one.in === 'query')
          .map((one) => ({ name: one.name, schema: one.schema ?? {} })),
        body: parsed.requestBody?.content?.['application/json']?.schema ?? null,
        permission: parsed['x-permission'] ?? null,
        takesKey: (parsed.security ?? []).some((way) => 'key' in way),
      };
    }),
  );
  return { operations, schemas: components?.schemas ?? {} };
}

/** The request line of an operation, with one id for every parameter in its path. */
export function requestLine(operation: Operation, id: string): string {
  return `${operation.method} ${operation.path.replace(/\{\w+\}/g, id)}`;
}
