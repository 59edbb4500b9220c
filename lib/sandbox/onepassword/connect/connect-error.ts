import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A refusal in Connect's words: the body is always `{status, message}`. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';

  constructor(
    readonly status: ContentfulStatusCode,
    message: string,
  ) {
    super(message);
  }
}

/** Recorded texts, for failures that a test scripts by their status alone. */
const USUAL_MESSAGES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Invalid bearer token',
  403: 'Authorization: token does not have access to vault',
  404: 'Not Found',
  409: 'Conflict',
};

export function connectRefusal(status: number, message?: string): { status: number; message: string } {
  return { status, message: message ?? USUAL_MESSAGES[status] ?? 'Something went wrong' };
}
