import type { MiddlewareHandler } from 'hono';
import { Problem } from '@/lib/contract/problem';
import type { ApiEnv } from './api-env';

/** Far above any body the product takes, far below what would hurt. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Judges by the announced length, before a byte is read. A body that does not announce one (chunked) is refused: our
 * clients always do, and counting while reading would need a copy of the request, which the server's light request
 * object does not allow.
 */
export const bodyLimit: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.req.header('transfer-encoding') !== undefined) {
    throw new Problem('length_required', {
      message: 'The body came without its length.',
      hint: 'Send it whole, with the header content-length.',
    });
  }
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) {
    throw new Problem('payload_too_large', { message: 'The body is larger than 1 MiB.' });
  }
  await next();
};
