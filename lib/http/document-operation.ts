import type { ApiOperation, ApiParameter, ApiResponse } from '@/lib/contract/api-document';
import type { JsonSchema } from '@/lib/contract/json-schema';
import { PROBLEMS, type ProblemCode } from '@/lib/contract/problem';
import { exampleOf } from '@/lib/contract/schema-example';
import { changes, type Described, problemCodes, takesKey, takesSession } from './document-problems';

type Named = Readonly<Record<string, JsonSchema>>;

/** What holds for an operation because of what it is: nobody writes it by hand, and nobody can forget it. */
export function completeOperation(described: Described, named: Named): ApiOperation {
  const { method, path, operation } = described;
  const codes = problemCodes(described);
  return {
    ...operation,
    operationId: operationId(method, path),
    parameters: [...operation.parameters, ...commonParameters(described)],
    ...(operation.requestBody ? { requestBody: withExamples(operation.requestBody, named) } : {}),
    responses: completeResponses(operation, codes),
    'x-problems': codes,
  };
}

/** `PATCH /api/v1/entries/{id}` is `patchEntriesById`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter(Boolean)
    .flatMap((part) => (part.startsWith('{') ? ['by', ...part.slice(1, -1).split('-')] : part.split(/[-.]/)));
  const own = path.startsWith('/api/v1') ? [] : ['wire'];
  return [...own, method, ...words]
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

const text = (maxLength: number): JsonSchema => ({ type: 'string', maxLength });

function commonParameters({ method, operation }: Described): ApiParameter[] {
  const has = new Set(operation.parameters.map(({ name }) => name));
  const [key, session] = [takesKey(operation), takesSession(operation)];
  const parameters: ApiParameter[] = [];
  const add = (parameter: Pick<ApiParameter, 'name' | 'in' | 'description' | 'schema'>) => {
    if (!has.has(parameter.name)) parameters.push({ ...parameter, required: false });
  };
  if (key && session) {
    const description = 'With a session: the slug of the workspace. A key says its own.';
    add({ name: 'x-workspace', in: 'header', description, schema: text(100) });
    if (!changes(method)) add({ name: 'workspace', in: 'query', description, schema: text(100) });
  }
  if (key && changes(method)) {
    const description = 'Send a random one, and the same again when no answer came: the change is made once.';
    add({ name: 'idempotency-key', in: 'header', description, schema: text(202) });
  }
  const description = 'Yours, to find the request again; returned on the answer.';
  add({ name: 'x-request-id', in: 'header', description, schema: text(64) });
  return parameters;
}

function withExamples(body: NonNullable<ApiOperation['requestBody']>, named: Named): typeof body {
  const content = Object.entries(body.content).map(([type, media]) => [
    type,
    media.schema && media.example === undefined
      ? { ...media, example: exampleOf(media.schema, named) }
      : media,
  ]);
  // An operation that takes one of several types cannot say so to the validator of one of them.
  const required = Object.keys(body.content).length > 1 ? { required: true } : {};
  return { ...body, ...required, content: Object.fromEntries(content) };
}

const header = (description: string, schema: JsonSchema = { type: 'string' }) => ({ description, schema });
const REQUEST_ID = { 'x-request-id': header('Names this request in our log and in the audit log.') };
const RATE_LIMIT = {
  ratelimit: header('With a key: requests left and seconds until the count begins anew, `"key";r=…;t=…`.'),
  'ratelimit-policy': header('With a key: quota and window, `"key";q=…;w=…`.'),
};
const RETRY_AFTER = { 'retry-after': header('Seconds after which trying again makes sense.') };

function completeResponses(
  operation: ApiOperation,
  codes: readonly ProblemCode[],
): ApiOperation['responses'] {
  const limits = takesKey(operation) ? RATE_LIMIT : {};
  const answers = Object.entries(operation.responses).map(([status, response]): [string, ApiResponse] => [
    status,
    { ...response, headers: { ...response.headers, ...REQUEST_ID, ...limits } },
  ]);
  return {
    default: refusal('Refused; `code` says why.'),
    ...refusals(codes),
    ...Object.fromEntries(answers),
  };
}

/** One answer per status, which names its codes. */
function refusals(codes: readonly ProblemCode[]): ApiOperation['responses'] {
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const same = codes.filter((code) => PROBLEMS[code].status === status);
      return [
        String(status),
        refusal(same.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n'), status),
      ];
    }),
  );
}

export const PROBLEM: JsonSchema = { $ref: '#/components/schemas/Problem' };

const MAY_BE_RETRIED: ReadonlySet<number> = new Set([409, 429, 503]);

function refusal(description: string, status?: number): ApiResponse {
  return {
    description,
    headers: { ...REQUEST_ID, ...(status && MAY_BE_RETRIED.has(status) ? RETRY_AFTER : {}) },
    content: { 'application/problem+json': { schema: PROBLEM } },
  };
}
