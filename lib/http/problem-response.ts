import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { problemFromProvider } from '@/lib/connections/error-advice';
import { PROBLEMS, Problem, type ProblemBody } from '@/lib/contract/problem';
import { Unavailable } from '@/lib/kernel/unavailable';
import { describeError, type Log } from '@/lib/log';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { tookTooLong } from './answer-limit';
import type { ApiEnv } from './api-env';
import { entityTag } from './entity-tag';
import { sentSecrets } from './sent-secrets';

/**
 * The only place that writes `application/problem+json` (RFC 9457).
 *
 * Promise: whatever is thrown below becomes one body of one shape with the request's id.
 * Never: a secret that the caller sent; the words of an error that we did not write, in an answer or in the log. A database or library error quotes
 * values, so an unknown error leaves its kind and where it came from only.
 */
export function problemResponder(log: Log) {
  return async (error: unknown, c: Context<ApiEnv>): Promise<Response> => {
    if (error instanceof Unavailable)
      log.warn({ requestId: c.get('requestId'), ...describeError(error) }, 'a request was not begun');
    const problem = toProblem(error);
    if (problem) return problemResponse(c, await withoutSentSecrets(c, problem));
    log.error({ requestId: c.get('requestId'), ...describeError(error) }, 'a request failed unexpectedly');
    return problemResponse(
      c,
      new Problem('internal', {
        message: 'Something went wrong on our side.',
        hint: 'Try again. If it stays, tell the operator the request id.',
      }),
    );
  };
}

/** What a refusal tells programs in `extra`, it also says in the header that is made for it. */
export function problemResponse(
  c: Context<ApiEnv>,
  problem: Problem,
  headers: Record<string, string> = {},
): Response {
  const body: ProblemBody = {
    type: `urn:latchkey:problem:${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    code: problem.code,
    message: problem.message,
    ...(problem.details.hint === undefined ? {} : { hint: problem.details.hint }),
    retryable: problem.retryable,
    ...(problem.details.fields === undefined ? {} : { fields: problem.details.fields }),
    ...(problem.details.extra === undefined ? {} : { extra: problem.details.extra }),
    request_id: c.get('requestId'),
  };
  c.header('content-type', 'application/problem+json');
  const { current_version: version, retry_after_seconds: seconds } = problem.details.extra ?? {};
  if (typeof version === 'number') c.header('etag', entityTag(version));
  if (typeof seconds === 'number') c.header('retry-after', String(seconds));
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.status(PROBLEMS[problem.code].status);
  return c.body(JSON.stringify(body));
}

/** Our words do not quote values. Should a future one do so, the answer is not where it shows. */
async function withoutSentSecrets(c: Context<ApiEnv>, problem: Problem): Promise<Problem> {
  const { code, message, details } = problem;
  const secrets = await sentSecrets(c);
  const said = JSON.stringify([message, details]);
  if (!secrets.appearsIn(said)) return problem;
  const { hint, fields, extra } = details;
  return new Problem(code, {
    message: secrets.scrub(message),
    ...(hint === undefined ? {} : { hint: secrets.scrub(hint) }),
    ...(fields === undefined
      ? {}
      : {
          fields: fields.map((fault) => ({
            ...fault,
            field: secrets.scrub(fault.field),
            message: secrets.scrub(fault.message),
          })),
        }),
    ...(extra === undefined
      ? {}
      : {
          extra: Object.fromEntries(
            Object.entries(extra).map(([name, value]) => [name, secrets.scrubValue(value)]),
          ),
        }),
  });
}

function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) return unavailable();
  if (error instanceof SecretProviderError) return problemFromProvider(error);
  if (error instanceof HTTPException) return fromHttpException(error);
  return null;
}

function unavailable(): Problem {
  return new Problem('database_unavailable', {
    message: 'The database could not be reached in time. Nothing was done.',
    hint: 'Try again in a moment.',
    extra: { retry_after_seconds: 1 },
  });
}

/** What Hono throws: 400 for a body that JSON.parse refuses, 415 for another media type; answer-limit.ts. */
function fromHttpException(error: HTTPException): Problem | null {
  if (error.status === 400) {
    return new Problem('malformed_json', { hint: 'Send one JSON object in UTF-8.' });
  }
  if (error.status === 413) return new Problem('payload_too_large');
  if (error.status === 415) {
    return new Problem('unsupported_media_type', { hint: 'Send the header content-type: application/json.' });
  }
  if (tookTooLong(error)) {
    return new Problem('answer_timeout', {
      message: 'The answer took too long. What was asked may still be carried out.',
      hint: 'Look whether it was done before you send it again.',
      extra: { retry_after_seconds: 5 },
    });
  }
  return null;
}
