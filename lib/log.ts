import pino from 'pino';
import { scrubLogLine, watchSecrets } from '@/lib/redaction/live-secrets';

/**
 * Structured lines on stdout. What is logged is chosen by name: ids, codes, counts, durations. No request body, no
 * header, no error of a library whole, because any of them can quote a secret; see `describeError`. Each line is then
 * searched for the secrets that this process has held lately: pino's own redaction goes by names, and in a trial two
 * of six planted values were found by it.
 */
export type Log = pino.Logger;

export function createLog(name: string, level: string, output: LineOutput = standardOutput()): Log {
  watchSecrets();
  const scrubbed = { write: (line: string) => output.write(scrubLogLine(line)) };
  return pino({ name, level, base: { process: name } }, scrubbed);
}

interface LineOutput {
  write(line: string): void;
}

/** Written at once: the last words of a process that dies are the ones that matter. */
function standardOutput(): LineOutput {
  return pino.destination({ fd: 1, sync: true });
}

/** A frame as V8 writes it. */
const FRAME = /^\s+at (?:.+ \()?[^()\n]+:\d+:\d+\)?$/;

/** Kind and code of an error, and where it came from; never its text, which may quote what it failed on. */
export function describeError(error: unknown): { kind: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const at = framesOf(error)
    .find((line) => FRAME.test(line))
    ?.trim();
  return { kind: error.name, ...(code ? { code } : {}), ...(at ? { at } : {}) };
}

/** A stack begins with the message, whose lines may look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const place = stack.indexOf(message);
  return stack.slice(place === -1 ? 0 : place + message.length).split('\n');
}
