import type { Statement } from '@/lib/db/workspace-reader';
import { Batches } from '@/lib/kernel/batches';
import type { ChainWriter } from './chain-writer';
import { type PlainRecord, plainRecord } from './plain-record';
import type { Act, Acting } from './record-act';

/** Rows of one commit: enough for whatever waits while another is under way. */
const MAX_BATCH = 500;
/** Workspaces that are written at a time, so that the pool keeps connections for everyone else. */
const MAX_LANES = 4;

/**
 * Puts acts on record without a transaction of Prisma: reads, above all of secrets, and small changes.
 *
 * Promise: `record` resolves once the act is committed, and rejects if it is not. Who hands out what is recorded awaits
 * it first; then nothing leaves unrecorded. Acts that arrive while a commit is under way share the next one, so that
 * hundreds of reads a second cost a few commits; a workspace has one commit at a time, as its chain has one end.
 */
export class ActRecorder {
  readonly #commits: Batches<PlainRecord, undefined>;

  constructor(private readonly chains: ChainWriter) {
    this.#commits = new Batches(
      async (workspaceId, records) => {
        await chains.write(workspaceId, [], records);
        return records.map(() => undefined);
      },
      { perGroup: 1, inAll: MAX_LANES, size: MAX_BATCH },
    );
  }

  async record(actor: Acting, act: Act): Promise<void> {
    await this.#commits.add(actor.workspaceId, plainRecord(actor, act));
  }

  /** Statements, and the act that they carry out: one transaction, in one round trip or two. */
  async carryOut(actor: Acting, act: Act, statements: readonly Statement[]): Promise<void> {
    await this.chains.write(actor.workspaceId, statements, [plainRecord(actor, act)]);
  }

  /** Resolves when everything that was to be recorded has its answer. */
  close(): Promise<void> {
    return this.#commits.close();
  }
}
