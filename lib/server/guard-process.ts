import { setFlagsFromString } from 'node:v8';
import type { Env } from '@/lib/env';
import { describeError, type Log } from '@/lib/log';
import { hideForEver } from '@/lib/redaction/live-secrets';
import { scrubProcessOutput } from '@/lib/redaction/process-output';

/**
 * The first thing a process of the product does: from here on nothing that it prints, its last words included, holds
 * what it was started with or a secret that it came to hold, and what its garbage collector frees is overwritten.
 */
export function guardProcess(env: Pick<Env, 'databaseUrl' | 'kek' | 'formerKeks'>, log: Log): void {
  scrubProcessOutput();
  // Strings cannot be overwritten by us (docs/adr/0014-redaction.md). Known to V8 in Node 20, 22 and 24; costs nothing measurable.
  setFlagsFromString('--clear-free-memory');
  for (const key of [env.kek, ...env.formerKeks]) {
    hideForEver(key.toString('base64'));
    hideForEver(key.toString('hex'));
  }
  hideForEver(decodeURIComponent(new URL(env.databaseUrl).password));
  process.on('unhandledRejection', (error) => log.error(describeError(error), 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    log.fatal(describeError(error), 'uncaught exception');
    // Later someone else listens too, who ends what is under way; see shutdown.ts.
    if (process.listenerCount('uncaughtException') === 1) process.exit(1);
  });
}
