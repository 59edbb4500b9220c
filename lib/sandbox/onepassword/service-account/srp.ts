import { createHash, getDiffieHellman } from 'node:crypto';

/**
 * The server's half of SRP-6a as the official SDK computes it: the 4096-bit group of RFC 3526 with generator 5,
 * SHA-256 throughout. Where a hash takes padded numbers, where minimal bytes and where hexadecimal text differs
 * per formula; the recorded vectors in tests/conformance/vectors hold each of the three.
 */
export interface SrpExchange {
  /** Sent to the client, always 1024 digits: the SDK refuses an odd number of them. */
  serverPublicHex: string;
  sessionKey: Buffer;
  /** What the client must send to prove that it has the same key. */
  clientProof: Buffer;
  serverProof: Buffer;
}

export interface SrpInput {
  verifier: bigint;
  /** The server's ephemeral secret. */
  secret: bigint;
  clientPublicHex: string;
  salt: Buffer;
  email: string;
  secretKeyId: string;
}

const WIDTH_BYTES = 512;
// Ready-made group: `createDiffieHellman(prime)` would check the prime for seconds.
const N = bytesToNumber(getDiffieHellman('modp16').getPrime());
const G = 5n;
const K = bytesToNumber(sha256(padded(N), padded(G)));

export function srpVerifier(privateKeyHex: string): bigint {
  return power(G, BigInt(`0x${privateKeyHex}`));
}

/** Undefined for a client value that would make the key predictable (RFC 5054, section 2.5.4). */
export function runSrp(input: SrpInput): SrpExchange | undefined {
  const clientPublic = BigInt(`0x${input.clientPublicHex}`);
  if (clientPublic % N === 0n) return undefined;
  const serverPublic = (K * input.verifier + power(G, input.secret)) % N;
  const scramble = bytesToNumber(sha256(padded(clientPublic), padded(serverPublic)));
  const shared = power((clientPublic * power(input.verifier, scramble)) % N, input.secret);
  const sessionKey = sha256(Buffer.from(shared.toString(16), 'ascii'));

  const clientProof = sha256(
    xor(sha256(minimal(N)), sha256(minimal(G))),
    sha256(Buffer.from(identity(input.secretKeyId, input.email), 'ascii')),
    input.salt,
    minimal(clientPublic),
    minimal(serverPublic),
    sessionKey,
  );
  const serverProof = sha256(minimal(clientPublic), clientProof, sessionKey);
  const serverPublicHex = serverPublic.toString(16).padStart(WIDTH_BYTES * 2, '0');
  return { serverPublicHex, sessionKey, clientProof, serverProof };
}

export function identity(secretKeyId: string, email: string): string {
  const parts = [sha256(Buffer.from(secretKeyId)), sha256(Buffer.from(email.toLowerCase()))];
  return sha256(...parts).toString('base64url');
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

function padded(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(WIDTH_BYTES * 2, '0'), 'hex');
}

function minimal(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export function bytesToNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}
