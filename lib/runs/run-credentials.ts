import { z } from 'zod';
import type { PlacedStep } from '@/lib/contract/step-tree';
import { aliasesOf } from '@/lib/workflows/workflow-rules-policy';
import { RunFailure } from './run-failure';

const usable = z.object({ entry_id: z.uuid(), permissioned_user_id: z.string(), domain: z.string() });
export type UsableEntry = z.infer<typeof usable>;

/** What a run keeps of a vault alias: the entry that it uses, and those it may take instead. */
export const runCredential = usable.extend({
  alias: z.string(),
  /** All that the caller named, in that order, when it named several. */
  pool: z.array(usable).default([]),
  /** Those of the pool that let nobody in. */
  tried: z.array(z.uuid()).default([]),
});
export type RunCredential = z.infer<typeof runCredential>;
export const runCredentials = z.array(runCredential);

/** Which entries an alias can still be filled with. */
export function candidatesOf({ pool, tried, ...current }: RunCredential): UsableEntry[] {
  return pool.length === 0 ? [current] : pool.filter(({ entry_id }) => !tried.includes(entry_id));
}

export function entryIdsOf(credentials: readonly RunCredential[]): string[] {
  return credentials.flatMap((credential) => candidatesOf(credential).map(({ entry_id }) => entry_id));
}

/** Throws `RunFailure` for an alias that the run has nothing for. */
export function credentialFor(credentials: readonly RunCredential[], alias: string): RunCredential {
  const credential = credentials.find((one) => one.alias === alias);
  if (credential) return credential;
  throw new RunFailure(
    'UNEXPECTED_UI_STATE',
    'NO_CREDENTIAL',
    'The step names no credential of the run.',
    'Edit the workflow.',
  );
}

/** The entries whose logins the steps need. */
export function entriesOfSteps(
  steps: readonly PlacedStep[],
  credentials: readonly RunCredential[],
): string[] {
  const aliases = new Set(steps.flatMap(({ step }) => aliasesOf(step)));
  return credentials.filter(({ alias }) => aliases.has(alias)).map(({ entry_id }) => entry_id);
}

/** With the next in the place of this entry; null where an alias would be left without one. */
export function withoutEntry(credentials: readonly RunCredential[], entryId: string): RunCredential[] | null {
  const left: RunCredential[] = [];
  for (const credential of credentials) {
    if (credential.entry_id !== entryId) {
      left.push(credential);
      continue;
    }
    const tried = [...credential.tried, entryId];
    const next = credential.pool.find(({ entry_id }) => !tried.includes(entry_id));
    if (!next) return null;
    left.push({ ...credential, ...next, tried });
  }
  return left;
}
