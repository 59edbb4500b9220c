import type { Context, Next } from 'hono';
import { Problem } from '@/lib/contract/problem';
import type { ApiEnv } from './api-env';
import { refuseDeepJson } from './json-depth-policy';
import { refuseUnfitText } from './unfit-text-policy';

/** Far above any body the product takes, far below what would hurt. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads the body once, for all that follow, and judges it before anything is made of it.
 *
 * Promise: an announced length over the limit is refused before a byte is read; a body without one (chunked) is counted
 * while it arrives and refused at the first byte too many; JSON too deep for the stack never reaches a parser.
 */
export async function readBody(c: Context<ApiEnv>, next: Next): Promise<void> {
  refuseUnfitText(c.req.raw.url);
  const { method } = c.req;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') {
    const text = await bodyText(c);
    refuseDeepJson(text);
    refuseUnfitText(text);
  }
  await next();
}

async function bodyText(c: Context<ApiEnv>): Promise<string> {
  refuseCompressed(c.req.header('content-encoding'));
  const announced = c.req.header('content-length');
  if (announced !== undefined) {
    if (Number(announced) > MAX_BODY_BYTES) throw tooLarge();
    // Node's parser holds the sender to the length it announced.
    return c.req.text();
  }
  // On a socket, what announces neither a length nor chunks has no body (RFC 9112, section 6.3).
  if (c.env?.incoming && c.req.header('transfer-encoding') === undefined) return '';
  const text = await counted(c.req.raw.body);
  // Where Hono looks for a body that was read already: the stream cannot be read a second time.
  Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
  return text;
}

async function counted(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    length += value.byteLength;
    if (length > MAX_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

function refuseCompressed(encoding: string | undefined): void {
  if (encoding === undefined || encoding === 'identity') return;
  throw new Problem('unsupported_media_type', {
    message: 'Compressed bodies are not taken; send it as it is.',
  });
}

function tooLarge(): Problem {
  return new Problem('payload_too_large', { message: 'The body is larger than 1 MiB.' });
}
