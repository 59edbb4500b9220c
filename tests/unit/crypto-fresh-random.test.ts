import { expect, test } from 'vitest';
import { freshRandom } from '@/lib/crypto/fresh-random';

test('no random bytes are handed out twice, across what is drawn at once, and none is left out', () => {
  const pieces = Array.from({ length: 3_000 }, (_, index) => freshRandom(index % 2 === 0 ? 12 : 28));
  expect(new Set(pieces.map((piece) => piece.toString('hex'))).size).toBe(pieces.length);
  expect(pieces.every((piece, index) => piece.length === (index % 2 === 0 ? 12 : 28))).toBe(true);
  expect(new Set(pieces.flatMap((piece) => [...piece])).size).toBe(256);
});

test('what was handed out stays as it was', () => {
  const first = freshRandom(12);
  const before = first.toString('hex');
  for (let count = 0; count < 1_000; count += 1) freshRandom(12).fill(0);
  expect(first.toString('hex')).toBe(before);
});
