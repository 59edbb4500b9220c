import { randomFillSync } from 'node:crypto';

/** To ask the generator for twelve bytes takes as long as to ask it for thousands. */
const drawn = Buffer.allocUnsafeSlow(4_096);
let used = drawn.length;

/** Random bytes for salts and nonces, which are no secrets. Each is handed out once. Keys are drawn by themselves. */
export function freshRandom(length: number): Buffer {
  if (used + length > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const bytes = Buffer.from(drawn.subarray(used, used + length));
  used += length;
  return bytes;
}
