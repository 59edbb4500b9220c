import type { IncomingMessage } from 'node:http';
import { overwrite, takeText } from '../own-bytes';
import { ConnectFailure } from './classify-error';

/**
 * All of an answer; the bytes it came in are overwritten. Rejects when it ends early, and stops it when it is larger than
 * `maxBytes`.
 */
export function answerText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    answer.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size > maxBytes) answer.destroy(tooLarge());
    });
    answer.once('end', () => resolve(takeText(pieces)));
    answer.once('error', (error) => {
      overwrite(pieces);
      reject(error);
    });
  });
}

function tooLarge(): ConnectFailure {
  return new ConnectFailure(
    'malformed',
    'The answer of the Connect server is larger than any item or list can be.',
  );
}
