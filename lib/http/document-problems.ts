import type { ApiOperation } from '@/lib/contract/api-document';
import { PROBLEMS, type ProblemCode, problemCode } from '@/lib/contract/problem';

export interface Described {
  method: string;
  path: string;
  operation: ApiOperation;
}

/**
 * Every code that an operation may answer: what follows from its nature, and what its definition adds (`x-problems`, for
 * rules of its own). A test holds each answer to it.
 */
export function problemCodes(described: Described): ProblemCode[] {
  const { operation } = described;
  const declared = operation['x-problems'].map((code) => problemCode.parse(code));
  const codes = new Set<ProblemCode>([
    // An address with a NUL is refused before anyone looks whose it is.
    'validation_failed',
    ...callerCodes(described),
    ...bodyCodes(described),
    ...parameterCodes(operation),
    ...declared,
  ]);
  if (operation.security.length > 0) for (const code of OUR_FAULT) codes.add(code);
  return Object.keys(PROBLEMS).flatMap((code) => {
    const known = problemCode.parse(code);
    return codes.has(known) ? [known] : [];
  });
}

const OUR_FAULT: readonly ProblemCode[] = ['database_unavailable', 'answer_timeout', 'internal'];

/** Which of the two ways to say who calls an operation takes. */
export function takesKey({ security }: ApiOperation): boolean {
  return security.some((way) => 'key' in way);
}

export function takesSession({ security }: ApiOperation): boolean {
  return security.some((way) => 'session' in way);
}

export function changes(method: string): boolean {
  return method !== 'get' && method !== 'head';
}

function callerCodes({ method, operation }: Described): ProblemCode[] {
  const [key, session] = [takesKey(operation), takesSession(operation)];
  return [
    ...(key || session ? (['unauthenticated'] as const) : []),
    ...(key ? (['api_key_invalid', 'forbidden', 'rate_limited'] as const) : []),
    ...(key && changes(method) ? IDEMPOTENCY : []),
    ...(session && changes(method) ? (['origin_refused'] as const) : []),
    // A workspace that one is not in, or none named.
    ...(key && session ? (['not_found', 'validation_failed'] as const) : []),
  ];
}

const IDEMPOTENCY = [
  'idempotency_in_progress',
  'idempotency_mismatch',
  'idempotency_interrupted',
  'validation_failed',
] as const;

function bodyCodes({ method, path, operation }: Described): ProblemCode[] {
  if (!changes(method)) return [];
  // Judged before anyone looks whether the operation takes a body at all.
  const any = ['json_too_deep', 'payload_too_large', 'unsupported_media_type', 'validation_failed'] as const;
  if (!operation.requestBody) return [...any];
  return [...any, 'malformed_json', ...(path.startsWith('/api/v1/') ? (['unknown_field'] as const) : [])];
}

function parameterCodes({ parameters }: ApiOperation): ProblemCode[] {
  const codes: ProblemCode[] = [];
  if (parameters.some((parameter) => parameter.in === 'path')) codes.push('not_found');
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  if (query.length > 0) codes.push('validation_failed', 'unknown_field');
  if (query.includes('cursor')) codes.push('cursor_invalid');
  if (parameters.some(({ name }) => name === 'if-match'))
    codes.push('version_mismatch', 'conflict', 'validation_failed');
  return codes;
}
