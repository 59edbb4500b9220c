import { candidatesOf, type RunCredential } from './run-credentials';

export interface EntryUsage {
  /** How many runs may use it at once; null: as many as there are. */
  limit: number | null;
  /** How many do. */
  runs: number;
  /** Its password is being changed. */
  held: boolean;
  takenAt: Date | null;
}

/** As the wire has it: `max_concurrency` counts only where several sessions are allowed, and null is no limit. */
export function limitOf(entry: {
  allowMultipleSessions: boolean;
  maxConcurrency: number | null;
}): number | null {
  return entry.allowMultipleSessions ? entry.maxConcurrency : 1;
}

/**
 * An entry for every alias of a run, or null while one of them is not free. Pure.
 *
 * Of several the one that rested longest, so that they take turns. All or none: a run that held one entry while it
 * waits for another would keep others waiting, and two such runs each other for ever. What is gone from the vault keeps
 * nobody waiting: the step that needs it tells.
 */
export function chooseEntries(
  credentials: readonly RunCredential[],
  usage: ReadonlyMap<string, EntryUsage>,
): RunCredential[] | null {
  const chosen: RunCredential[] = [];
  for (const credential of credentials) {
    const known = candidatesOf(credential).filter(({ entry_id }) => usage.has(entry_id));
    const [first] = known
      .filter(({ entry_id }) => isFree(usage.get(entry_id)))
      .toSorted((a, b) => restedSince(usage.get(a.entry_id)) - restedSince(usage.get(b.entry_id)));
    if (!first && known.length > 0) return null;
    chosen.push({ ...credential, ...first });
  }
  return chosen;
}

function isFree(usage: EntryUsage | undefined): boolean {
  return usage !== undefined && !usage.held && (usage.limit === null || usage.runs < usage.limit);
}

function restedSince(usage: EntryUsage | undefined): number {
  return usage?.takenAt?.getTime() ?? 0;
}
