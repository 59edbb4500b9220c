import pino from 'pino';

/**
 * Structured lines on stdout. What is logged is chosen by name: ids, codes, counts, durations. No request body, no
 * header, no error of a library whole, because any of them can quote a secret; see `describeError`.
 */
export type Log = pino.Logger;

export function createLog(name: string, level: string): Log {
  return pino({ name, level, base: { process: name } });
}

/** Kind and code of an error, and where it came from; never its text, which may quote what it failed on. */
export function describeError(error: unknown): { kind: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const at = error.stack
    ?.split('\n')
    .find((line) => line.trimStart().startsWith('at '))
    ?.trim();
  return { kind: error.name, ...(code ? { code } : {}), ...(at ? { at } : {}) };
}
