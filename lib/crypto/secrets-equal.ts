import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@/lib/kernel/secret';

/**
 * Equality whose time does not tell where two secrets differ. Comparing digests makes the lengths equal, which
 * `timingSafeEqual` demands; UTF-16 keeps apart texts that UTF-8 would fold together (lone surrogates).
 */
export function secretsEqual(a: Secret, b: Secret): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(secret: Secret): Buffer {
  return createHash('sha256').update(Buffer.from(secret.reveal(), 'utf16le')).digest();
}
