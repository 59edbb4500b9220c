import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyRefusal, classifyTransportError } from '@/lib/secrets/onepassword/connect/classify-error';

const ID = 'hfnjvi6aymbsnfc2xeeoheizda';
const refusal = (status: number, message: string) => classifyRefusal({ status, body: { status, message } });

/** From the OpenAPI text, its clients' tests, and recorded answers of servers 1.5 to 1.8. */
const OBSERVED: ReadonlyArray<readonly [kind: string, status: number, message: string]> = [
  ['unauthorised', 401, 'Invalid token signature'],
  ['unauthorised', 401, 'Invalid bearer token'],
  ['forbidden', 401, 'Unauthorized Request, token does not have write access to the Vault'],
  ['forbidden', 403, `vault ${ID} is not in scope`],
  ['forbidden', 403, `Authorization: token does not have access to vault ${ID}`],
  ['forbidden', 403, `Authorization: token does not have permission to perform create on vault ${ID}`],
  ['forbidden', 403, `Authorization: token does not have permission to perform update on vault ${ID}`],
  ['forbidden', 403, `Authorization: token does not have permission to perform delete on vault ${ID}`],
  ['not_found', 404, `item ${ID} not found`],
  ['not_found', 404, `vault ${ID} not found`],
  ['not_found', 404, `file ${ID} not found`],
  ['unavailable', 404, 'Not Found'],
  ['unavailable', 404, 'no such page'],
  ['malformed', 400, 'Invalid item category'],
  ['malformed', 400, 'Invalid Vault UUID'],
  ['malformed', 400, 'Invalid filter'],
  ['conflict', 400, "The item doesn't have a password field."],
  ['conflict', 409, 'Conflict'],
  ['conflict', 500, 'data conflict occurred'],
  ['malformed', 413, 'File is too large to inline in request. Use the files endpoint instead.'],
  ['unavailable', 500, 'Something went wrong'],
  ['unavailable', 502, 'Bad Gateway'],
  ['unavailable', 503, 'unavailable'],
  ['timeout', 504, 'Gateway Timeout'],
  ['rate_limited', 429, 'slow down'],
];

/** Codes of Node 20, its parser and its OpenSSL 3. */
const CODES = {
  timeout: ['ETIMEDOUT'],
  malformed: ['HPE_INVALID_CONSTANT', 'HPE_INVALID_HEADER_TOKEN', 'HPE_HEADER_OVERFLOW'],
  unavailable: [
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_UNSUPPORTED_PROTOCOL',
  ],
} as const;

const withCode = (code: string) => Object.assign(new Error('canary-7f3'), { code });

describe('an answer of a Connect server', () => {
  it.each(OBSERVED)('is %s: %i %s', (kind, status, message) => {
    expect(refusal(status, message).kind).toBe(kind);
  });

  it.each([401, 403, 404, 409, 400])('%i counts only when Connect itself says so', (status) => {
    for (const body of [undefined, 'not found', {}, [], { error: 'item x not found' }, { message: 'no' }]) {
      expect(classifyRefusal({ status, body }).kind).toBe('unavailable');
    }
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%i) is unavailable and not worth a retry', (status) => {
    const error = classifyRefusal({ status, body: undefined });
    expect([error.kind, error.retryable]).toEqual(['unavailable', false]);
  });

  it('that is unknown is never not_found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.lorem(), (status, message) => {
        expect(refusal(status, message).kind).not.toBe('not_found');
      }),
    );
  });

  it('does not get into what we say about it', () => {
    const marked = (text: string) => `${text} canary-7f3 eyJsecret`;
    for (const [, status, text] of OBSERVED) {
      const error = refusal(status, marked(text));
      expect(`${error.stack}${error.nextStep}${JSON.stringify(error)}`).not.toMatch(/canary-7f3|eyJsecret/);
      expect(error.cause).toBeUndefined();
      expect([error.message, error.nextStep]).not.toContain('');
    }
  });

  it.each([
    ['7', 7_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['-1', null],
    [undefined, null],
  ])('that asks to wait (%s) is heard: %s ms', (retryAfter, waitMs) => {
    expect(classifyRefusal({ status: 503, body: undefined, retryAfter }).waitMs).toBe(waitMs);
  });
});

describe('a failure on the way', () => {
  for (const [kind, codes] of Object.entries(CODES)) {
    it.each(codes)(`%s is ${kind}`, (code) => {
      const error = classifyTransportError(withCode(code));
      expect(error.kind).toBe(kind);
      expect(`${error.stack}${error.nextStep}`).not.toContain('canary-7f3');
    });
  }

  it('of trust will not pass by itself; others may', () => {
    expect(classifyTransportError(withCode('CERT_HAS_EXPIRED')).retryable).toBe(false);
    expect(classifyTransportError(withCode('EPROTO')).retryable).toBe(false);
    expect(classifyTransportError(withCode('ECONNREFUSED')).retryable).toBe(true);
  });

  it('that is unknown is unavailable', () => {
    expect([classifyTransportError(new Error('x')).kind, classifyTransportError('x').kind]).toEqual([
      'unavailable',
      'unavailable',
    ]);
  });
});
