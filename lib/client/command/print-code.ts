import { LatchkeyError } from '../errors';
import { findEntry } from '../find-entry';
import { openCode } from '../opened-entry';
import type { ServerCalls } from '../server-calls';
import type { Settings } from '../settings';

/** The code alone on stdout, for a pipe; what a person wants to know besides goes to stderr. */
export async function printCode(
  { calls, settings }: { calls: ServerCalls; settings: Settings },
  name: string | undefined,
): Promise<void> {
  if (name === undefined) {
    throw new LatchkeyError('usage', 'otp needs an entry.', { hint: 'For example: latchkey otp acme-prod' });
  }
  const { code } = await findEntry(calls, name, { want: ['code'] });
  if (code === null) throw new LatchkeyError('value_missing', `${name} has no one-time code.`);
  const opened = openCode(settings.encryptionKey, code, Date.now());
  process.stdout.write(`${opened.code.reveal()}\n`);
  if (process.stderr.isTTY) {
    process.stderr.write(`valid for ${Math.floor(code.valid_for_ms / 1000)} s\n`);
  }
}
