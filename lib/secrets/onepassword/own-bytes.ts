/**
 * The text that these pieces are together. The pieces are overwritten, and what they were put together in: bytes can be
 * cleared, which cannot be said of the text.
 */
export function takeText(pieces: readonly Uint8Array[]): string {
  const whole = together(pieces);
  const text = whole.toString('utf8');
  whole.fill(0);
  overwrite(pieces);
  return text;
}

export function overwrite(pieces: readonly Uint8Array[]): void {
  for (const piece of pieces) piece.fill(0);
}

function together(pieces: readonly Uint8Array[]): Buffer {
  const [first] = pieces;
  if (first && pieces.length === 1) return Buffer.from(first.buffer, first.byteOffset, first.length);
  // Not from the pool that small Buffers share.
  const whole = Buffer.allocUnsafeSlow(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
