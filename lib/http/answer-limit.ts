import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ApiEnv } from './api-env';

/**
 * From the head of a request to that of its answer. Beyond what anything may rightly take (a one-time code that has to wait
 * for another caller's, and then for the next step), so that no caller hangs on something that will never come. A
 * stream goes on for as long as it likes once it has begun.
 */
export const ANSWER_LIMIT_MS = 120_000;

/**
 * Thrown as Hono throws, and worded in problem-response.ts. What is under way goes on, and may come to its end unseen.
 * Hono's own `timeout` races two promises, and each race makes four more.
 */
export function withinLimit(milliseconds: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new HTTPException(TOOK_TOO_LONG)), milliseconds);
    work.then(
      () => {
        clearTimeout(limit);
        resolve();
      },
      (error: unknown) => {
        clearTimeout(limit);
        reject(error);
      },
    );
  });
}

const TOOK_TOO_LONG = 503;

/** Whether the caller was told so: then what the handler answers after all reaches nobody. */
export function tookTooLong(error: Context<ApiEnv>['error']): boolean {
  return error instanceof HTTPException && error.status === TOOK_TOO_LONG;
}
