import { z } from 'zod';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import type { Send } from '@/lib/db/workspace-writer';
import { chooseEntries, type EntryUsage, limitOf } from './entry-choice-policy';
import { heldEntries } from './held-entries';
import { entryIdsOf, type RunCredential } from './run-credentials';

/** `chosen` is null while the run has to wait for one. */
export interface Taken {
  chosen: RunCredential[] | null;
  /** The password of one that it could take is being changed. */
  areHeld: boolean;
}

/**
 * Chooses the entries of a run that is about to begin. Runs that could take the same entry are decided on one after the
 * other: the rows stay locked until the commit that makes the run count, with which `takenEntries` is sent.
 */
export async function takeEntries(
  send: Send,
  credentials: readonly RunCredential[],
  now: Date,
): Promise<Taken> {
  if (credentials.length === 0) return { chosen: [], areHeld: false };
  const usage = await lockUsage(send, entryIdsOf(credentials), now);
  const areHeld = [...usage.values()].some(({ held }) => held);
  return { chosen: chooseEntries(credentials, usage), areHeld };
}

export function takenEntries(chosen: readonly RunCredential[], now: Date): Statement {
  return {
    name: 'take_entries',
    text: `
      update entry_use set taken_at = $2::timestamptz
       where workspace_id = ${CURRENT_WORKSPACE} and entry_id = any($1::uuid[])`,
    values: [chosen.map(({ entry_id }) => entry_id), now],
  };
}

/** In one order for all, so that two runs do not wait for each other. */
const BEGIN_USES = `
  insert into entry_use (workspace_id, entry_id)
  select workspace_id, id from vault_entry
   where workspace_id = ${CURRENT_WORKSPACE} and id = any($1::uuid[]) order by id
  on conflict do nothing`;

const LOCK_USES = `
  select entry.id, entry.allow_multiple_sessions as "allowMultipleSessions",
         entry.max_concurrency as "maxConcurrency", used.taken_at as "takenAt"
    from entry_use used join vault_entry entry
      on entry.workspace_id = used.workspace_id and entry.id = used.entry_id
   where used.workspace_id = ${CURRENT_WORKSPACE} and used.entry_id = any($1::uuid[])
   order by used.entry_id for update of used`;

const COUNT_RUNS = `
  select used ->> 'entry_id' as id, count(distinct run.id)::int as runs
    from run cross join jsonb_array_elements(run.credentials) used
   where run.workspace_id = ${CURRENT_WORKSPACE} and run.status = 'running' and run.lease_until > $2::timestamptz
     and used ->> 'entry_id' = any($1::text[])
   group by 1`;

const heldRows = z.array(z.object({ id: z.string() }));
const usableRows = z.array(
  z.object({
    id: z.string(),
    allowMultipleSessions: z.boolean(),
    maxConcurrency: z.number().nullable(),
    takenAt: z.date().nullable(),
  }),
);
const countRows = z.array(z.object({ id: z.string(), runs: z.number() }));

async function lockUsage(send: Send, ids: readonly string[], now: Date): Promise<Map<string, EntryUsage>> {
  const [, held, , usable, counts] = await send([
    ...heldEntries(ids),
    { name: 'begin_uses', text: BEGIN_USES, values: [ids] },
    { name: 'lock_uses', text: LOCK_USES, values: [ids] },
    { name: 'runs_with_entries', text: COUNT_RUNS, values: [ids, now] },
  ]);
  const heldIds = new Set(heldRows.parse(held).map(({ id }) => id));
  const runs = new Map(countRows.parse(counts).map((count) => [count.id, count.runs]));
  return new Map(
    usableRows.parse(usable).map((entry) => [
      entry.id,
      {
        limit: limitOf(entry),
        runs: runs.get(entry.id) ?? 0,
        held: heldIds.has(entry.id),
        takenAt: entry.takenAt,
      },
    ]),
  );
}
