import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** A log above this size is put aside at the next start; the one put aside before is dropped. */
const LIMIT_BYTES = 10_000_000;

/**
 * Opens DATA_DIR/logs/NAME.log for appending, readable by its owner only: logs hold no secrets, but they name people
 * and sites. Bounded to twice the limit between two starts of ordinary length.
 */
export function openLog(dataDir, name) {
  const folder = path.join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name}.log`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LIMIT_BYTES) renameSync(file, `${file}.1`);
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A full disk must not take the product down with its log.
  stream.on('error', () => {});
  return stream;
}
