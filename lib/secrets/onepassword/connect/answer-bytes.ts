import type { IncomingMessage } from 'node:http';
import { ConnectFailure } from './classify-error';

/**
 * All of an answer, in memory that is the caller's to overwrite; what it was put together from is overwritten here.
 * Rejects when the answer ends early, and stops it when it is larger than `maxBytes`.
 */
export function answerBytes(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    answer.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size > maxBytes) answer.destroy(tooLarge());
    });
    answer.once('end', () => resolve(joined(pieces, size)));
    answer.once('error', (error) => {
      overwrite(pieces);
      reject(error);
    });
  });
}

/** The JSON of these bytes, or undefined. The bytes are overwritten. */
export function takeJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  } finally {
    overwrite([bytes]);
  }
}

function joined(pieces: readonly Buffer[], size: number): Buffer {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  // Not from the pool that small Buffers share: it would not be ours alone.
  const all = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const piece of pieces) at += piece.copy(all, at);
  overwrite(pieces);
  return all;
}

function overwrite(pieces: readonly Buffer[]): void {
  for (const piece of pieces) piece.fill(0);
}

function tooLarge(): ConnectFailure {
  return new ConnectFailure(
    'malformed',
    'The answer of the Connect server is larger than any item or list can be.',
  );
}
