import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_KEY_LABEL = 'He never wears a Mac, in the pouring rain. Very strange.';
const HEADER = /^v1\|(\d{1,15})\|([A-Za-z0-9_-]{16})$/;
const MAC_BYTES = 12;

export interface SignedRequest {
  sessionId: string;
  sessionKey: Buffer;
  method: string;
  /** As the client wrote it; its host goes into the MAC without the port, its query with the mark even if empty. */
  url: string;
}

export function requestMac(request: SignedRequest, counter: number): string {
  const url = new URL(request.url);
  const key = createHmac('sha256', request.sessionKey).update(MAC_KEY_LABEL).digest();
  const address = `${url.hostname}${url.pathname}?${url.search.slice(1)}`;
  const message = [request.sessionId, request.method, address, 'v1', String(counter)].join('|');
  const mac = createHmac('sha256', key).update(message).digest().subarray(0, MAC_BYTES);
  return `v1|${counter}|${mac.toString('base64url')}`;
}

/** The request's counter when the header fits it, for the caller to refuse one it has seen before. */
export function verifiedCounter(request: SignedRequest, header: string | undefined): number | undefined {
  const match = HEADER.exec(header ?? '');
  if (!match) return undefined;
  const counter = Number(match[1]);
  const expected = Buffer.from(requestMac(request, counter));
  const given = Buffer.from(match[0]);
  return expected.length === given.length && timingSafeEqual(expected, given) ? counter : undefined;
}
