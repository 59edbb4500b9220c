import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '@/lib/kernel/secret';

/**
 * Equality whose time does not tell where two secrets differ. Both are written into as many bytes as the longer one takes,
 * since `timingSafeEqual` demands equal lengths; UTF-16 keeps apart texts that UTF-8 would fold together (lone surrogates).
 */
export function secretsEqual(a: Secret, b: Secret): boolean {
  const [left, right] = [a.reveal(), b.reveal()];
  const length = Math.max(left.length, right.length);
  const sameBytes = timingSafeEqual(bytesOf(left, length), bytesOf(right, length));
  return sameBytes && left.length === right.length;
}

function bytesOf(text: string, length: number): Buffer {
  const bytes = Buffer.alloc(2 * length);
  bytes.write(text, 'utf16le');
  return bytes;
}
