import { observeSecrets } from '@/lib/kernel/secret';
import { SecretSet } from './secret-set';
import { scrubShapes } from './token-shapes';

/** A person's request and the lines that follow from it are over by then; so are a run and its retries. */
const LIFE_MS = 60 * 60_000;
/** Some 3 MB of fingerprints. */
const MOST = 2_000;
/** Four digits are part of every time stamp; see ADR 14. */
const SHORTEST = 6;

/** What this process is told at its start and keeps until its end: looked for as long as it lives. */
const lasting = new SecretSet({ shortest: SHORTEST });
const passing = new SecretSet({ shortest: SHORTEST, lifeMs: LIFE_MS, most: MOST });

/**
 * The secrets that this process has held lately, for what its operator reads: log lines, console, last words.
 *
 * Never for what a workspace's people see. Across workspaces a scrubbed word would tell one that another has it as a
 * password; an answer, a run or an event is scrubbed with what its own request or run has held (ADR 14).
 */
export function watchSecrets(): void {
  observeSecrets((secret) => passing.add(secret));
}

/** For a secret that never is a `Secret`: an API key or a cookie that has been found to be good. */
export function hideFromLogs(value: string): void {
  passing.hide(value);
}

/** For what the process was started with: the key-encryption key, the password of its database. */
export function hideForEver(value: string): void {
  lasting.hide(value);
}

/** Texts that are about to be read by the operator. What has the shape of a token goes too, known or not. */
export function scrubForOperator(text: string): string {
  return scrubShapes(passing.scrub(lasting.scrub(text)));
}

/** The same for a line of JSON: rewritten member by member, so that it stays JSON whatever a secret looks like. */
export function scrubLogLine(line: string): string {
  if (scrubForOperator(line) === line) return line;
  const ending = line.endsWith('\n') ? '\n' : '';
  try {
    const scrubbed = [lasting, passing].reduce((value, set) => set.scrubValue(value), JSON.parse(line));
    return `${scrubShapes(JSON.stringify(scrubbed))}${ending}`;
  } catch {
    return scrubForOperator(line);
  }
}
