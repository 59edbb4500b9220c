import { describe, expect, it } from 'vitest';
import { envelopeSchema, openJson, sealJson } from '@/lib/sandbox/onepassword/service-account/envelope';
import { requestMac, verifiedCounter } from '@/lib/sandbox/onepassword/service-account/request-mac';
import vectors from '@/tests/conformance/vectors/onepassword-service-account.json';

const sessionKey = Buffer.from(vectors.srp.K, 'hex');
const { sessionID: sessionId } = vectors.session;
const complete = vectors.wire.find((entry) => entry.url === '/api/v2/auth/complete');
const signed = vectors.wire.flatMap(({ method, url, mac }) => (mac ? [{ method, url, mac }] : []));

describe('the session envelope', () => {
  it('opens what the official SDK sealed', () => {
    const plain = vectors.plain.find((entry) => entry.url.endsWith('/auth/complete'));
    const envelope = envelopeSchema.parse(complete?.request);
    expect(openJson(sessionKey, sessionId, envelope)).toEqual(plain?.requestPlain);
  });

  it('opens what it sealed itself', () => {
    const envelope = sealJson(sessionKey, 'k', { text: 'Grüße' });
    expect(openJson(sessionKey, 'k', envelope)).toEqual({ text: 'Grüße' });
  });

  it('never uses one initialisation vector twice', () => {
    const vectorsUsed = Array.from({ length: 50 }, () => sealJson(sessionKey, 'k', {}).iv);
    expect(new Set(vectorsUsed).size).toBe(50);
  });

  it('refuses a changed byte, another key and another key name', () => {
    const envelope = sealJson(sessionKey, 'k', { a: 1 });
    const changed = Buffer.from(envelope.data, 'base64url');
    changed[0] = (changed[0] ?? 0) ^ 1;
    const broken = { ...envelope, data: changed.toString('base64url') };
    expect(() => openJson(sessionKey, 'k', broken)).toThrow();
    expect(() => openJson(Buffer.alloc(32, 1), 'k', envelope)).toThrow();
    expect(() => openJson(sessionKey, 'other', envelope)).toThrow();
  });
});

describe('the request signature', () => {
  it.each(signed)('reproduces the one recorded for $method $url', ({ method, url, mac }) => {
    const request = { sessionId, sessionKey, method, url: `${vectors.signInAddress}${url}` };
    const counter = Number(mac.split('|')[1]);
    expect(requestMac(request, counter)).toBe(mac);
    expect(verifiedCounter(request, mac)).toBe(counter);
  });

  it.each([
    ['another method', { method: 'PATCH' }],
    ['another path', { url: 'https://emu.test/api/v1/vaults' }],
    ['another query', { url: 'https://emu.test/api/v2/auth/complete?x=1' }],
    ['another host', { url: 'https://other.test/api/v2/auth/complete' }],
    ['another session', { sessionId: 'X' }],
    ['another key', { sessionKey: Buffer.alloc(32) }],
  ])('refuses it on %s', (_name, change) => {
    const request = { sessionId, sessionKey, method: 'POST', url: 'https://emu.test/api/v2/auth/complete' };
    expect(verifiedCounter(request, complete?.mac)).toBe(15271464);
    expect(verifiedCounter({ ...request, ...change }, complete?.mac)).toBeUndefined();
  });

  it.each([undefined, '', 'v1|1', 'v2|15271464|rALwDAdM21Vyx4jp'])('refuses the header %s', (header) => {
    const request = { sessionId, sessionKey, method: 'POST', url: 'https://emu.test/api/v2/auth/complete' };
    expect(verifiedCounter(request, header)).toBeUndefined();
  });
});
