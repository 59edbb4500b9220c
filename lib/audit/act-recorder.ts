import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { Batches } from '@/lib/kernel/batches';
import { addToChain, lockChain } from './chain-statements';
import { type PlainRecord, plainRecord } from './plain-record';
import type { Act, Acting } from './record-act';

/** Rows of one commit: enough for whatever waits while another is under way. */
const MAX_BATCH = 500;
/** Workspaces that are written at a time, so that the pool keeps connections for everyone else. */
const MAX_LANES = 4;

/**
 * Puts acts on record that have no transaction of their own: reads, above all of secrets.
 *
 * Promise: `record` resolves once the act is committed, and rejects if it is not. Who hands out what is recorded awaits
 * it first; then nothing leaves unrecorded. Acts that arrive while a commit is under way share the next one, so that
 * hundreds of reads a second cost a few commits; a workspace has one commit at a time, as its chain has one end.
 */
export class ActRecorder {
  readonly #commits: Batches<PlainRecord, undefined>;

  constructor(db: Pick<Database, 'inTwoTrips'>, auditKeys: AuditKeys) {
    this.#commits = new Batches(
      async (workspaceId, records) => {
        await db.inTwoTrips(workspaceId, [lockChain(workspaceId)], ([end]) => [
          addToChain(workspaceId, auditKeys, end, records),
        ]);
        return records.map(() => undefined);
      },
      { perGroup: 1, inAll: MAX_LANES, size: MAX_BATCH },
    );
  }

  async record(actor: Acting, act: Act): Promise<void> {
    await this.#commits.add(actor.workspaceId, plainRecord(actor, act));
  }

  /** Resolves when everything that was to be recorded has its answer. */
  close(): Promise<void> {
    return this.#commits.close();
  }
}
