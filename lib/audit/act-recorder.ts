import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { addToChain, lockChain } from './chain-statements';
import { type PlainRecord, plainRecord } from './plain-record';
import type { Act, Acting } from './record-act';

interface Waiting {
  record: PlainRecord;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Rows of one commit. 15 values a row: far below the 65,535 that one statement of PostgreSQL takes. */
const MAX_BATCH = 500;
/** Workspaces that are written at a time, so that the pool keeps connections for everyone else. */
const MAX_LANES = 4;

/**
 * Puts acts on record that have no transaction of their own: reads, above all of secrets.
 *
 * Promise: `record` resolves once the act is committed, and rejects if it is not. Who hands out what is recorded awaits
 * it first; then nothing leaves unrecorded. Acts that arrive while a commit is under way share the next one, so that
 * hundreds of reads a second cost a few commits.
 */
export class ActRecorder {
  readonly #db: Pick<Database, 'readThenWrite'>;
  readonly #auditKeys: AuditKeys;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #lanes = new Map<string, Promise<void>>();

  constructor(db: Pick<Database, 'readThenWrite'>, auditKeys: AuditKeys) {
    this.#db = db;
    this.#auditKeys = auditKeys;
  }

  async record(actor: Acting, act: Act): Promise<void> {
    const record = plainRecord(actor, act);
    await new Promise<void>((resolve, reject) => {
      const waiting = this.#waiting.get(actor.workspaceId) ?? [];
      waiting.push({ record, resolve, reject });
      this.#waiting.set(actor.workspaceId, waiting);
      this.#fillLanes();
    });
  }

  /** Resolves when everything that was to be recorded has its answer. */
  async close(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  /** First come, first served; one commit at a time for each workspace. */
  #fillLanes(): void {
    for (const [workspaceId, waiting] of this.#waiting) {
      if (this.#lanes.size >= MAX_LANES) return;
      if (this.#lanes.has(workspaceId)) continue;
      const batch = waiting.splice(0, MAX_BATCH);
      this.#waiting.delete(workspaceId);
      // Behind the others, should there be more than one commit takes.
      if (waiting.length > 0) this.#waiting.set(workspaceId, waiting);
      const lane = this.#commit(workspaceId, batch).finally(() => {
        this.#lanes.delete(workspaceId);
        this.#fillLanes();
      });
      this.#lanes.set(workspaceId, lane);
    }
  }

  async #commit(workspaceId: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const records = batch.map(({ record }) => record);
      await this.#db.readThenWrite(workspaceId, lockChain(workspaceId), (end) =>
        addToChain(workspaceId, this.#auditKeys, end, records),
      );
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
