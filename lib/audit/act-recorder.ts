import type { Statement } from '@/lib/db/workspace-reader';
import { Batches } from '@/lib/kernel/batches';
import type { ChainWriter } from './chain-writer';
import { type PlainRecord, plainRecord } from './plain-record';
import type { Act, Acting } from './record-act';

/** Requests whose acts share one commit: enough for whatever waits while another is under way. */
const MAX_BATCH = 200;
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
  readonly #commits: Batches<readonly PlainRecord[], undefined>;

  constructor(private readonly chains: ChainWriter) {
    this.#commits = new Batches(
      async (workspaceId, acts) => {
        await chains.write(workspaceId, [], acts.flat());
        return acts.map(() => undefined);
      },
      { perGroup: 1, inAll: MAX_LANES, size: MAX_BATCH },
    );
  }

  /** All of them or none. */
  async record(actor: Acting, ...acts: readonly Act[]): Promise<void> {
    if (acts.length === 0) return;
    const records = acts.map((act) => plainRecord(actor, act));
    await this.#commits.add(actor.workspaceId, records);
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
