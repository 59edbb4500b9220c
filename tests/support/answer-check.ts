import { isIP } from 'node:net';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDocument, ApiOperation, ApiResponse } from '@/lib/contract/api-document';
import type { JsonSchema } from '@/lib/contract/json-schema';

export interface SeenAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/**
 * Holds an answer to what the document says of its operation. Objects are taken as closed where the document does not
 * open them: a field that an answer has and the document has not is a fault, too.
 */
export function createAnswerCheck(document: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // Zod's word for either kind of address.
  ajv.addFormat('ip', (text) => isIP(text) !== 0);
  const validators = new Map<JsonSchema, ValidateFunction>();
  const schemas = closedAll(document.components.schemas);
  ajv.addSchema({ $id: 'document', components: { schemas } });

  const validatorOf = (schema: JsonSchema) => {
    const made = validators.get(schema) ?? ajv.compile(rooted(closed(schema)));
    validators.set(schema, made);
    return made;
  };

  const against = (schema: JsonSchema, value: unknown): string[] => {
    const validate = validatorOf(schema);
    return validate(value) ? [] : [ajv.errorsText(validate.errors, { dataVar: 'body' })];
  };

  /** What is wrong with the answer, in words; nothing when it is as documented. */
  const check = (operation: ApiOperation, answer: SeenAnswer): string[] => {
    const { status, headers } = answer;
    const faults: string[] = [];
    if (headers.get('x-request-id') === null) faults.push('it has no request id');
    const type = (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    const response = responseFor(operation, status, type);
    if (!response) return [...faults, `status ${status} with ${type || 'no content'} is not in the document`];
    for (const [name, header] of Object.entries(response.headers ?? {})) {
      if (header.required === true && headers.get(name) === null)
        faults.push(`the header ${name} is missing`);
    }
    if (type === 'application/problem+json') faults.push(...problemFaults(operation, answer));
    const schema = Object.entries(response.content ?? {}).find(([media]) => media.split(';')[0] === type)?.[1]
      .schema;
    return schema && /json$/.test(type) ? [...faults, ...against(schema, answer.body)] : faults;
  };
  return Object.assign(check, { against });
}

function responseFor(operation: ApiOperation, status: number, type: string): ApiResponse | undefined {
  const candidates = [operation.responses[String(status)], operation.responses.default];
  return candidates.find((response) =>
    type === ''
      ? response && !response.content
      : Object.keys(response?.content ?? {}).some((media) => media.split(';')[0] === type),
  );
}

function problemFaults(operation: ApiOperation, { status, body }: SeenAnswer): string[] {
  const code = body !== null && typeof body === 'object' && 'code' in body ? String(body.code) : 'none';
  if (code === 'internal') return ['it went wrong on our side'];
  if (operation['x-problems'].includes(code)) return [];
  return [`${status} ${code} is not among the problems of the operation: add it to its x-problems`];
}

function rooted(schema: JsonSchema): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));
}

function closedAll(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
}

function closed(schema: JsonSchema): JsonSchema {
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties
      ? { properties: closedAll(properties), additionalProperties: additionalProperties ?? false }
      : {}),
    ...(items ? { items: closed(items) } : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: closed(additionalProperties) }
      : {}),
    ...(schema.anyOf ? { anyOf: schema.anyOf.map(closed) } : {}),
    ...(schema.oneOf ? { oneOf: schema.oneOf.map(closed) } : {}),
  };
}
