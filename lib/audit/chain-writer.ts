import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { isRefused } from '@/lib/db/refused-data';
import type { Statement } from '@/lib/db/workspace-reader';
import type { Found } from '@/lib/db/workspace-writer';
import { addToChain, type ChainEnd, holdChain, lockChain, readChainEnd } from './chain-statements';
import type { PlainRecord } from './plain-record';

/** How long an end is taken for the end: others write too, and a wrong guess costs a trip. */
const KNOWN_MS = 100;

/** Chains whose ends are remembered; the one written longest ago makes room. */
const CAPACITY = 1_000;

/**
 * Changes of one workspace, each in one commit with its acts, without a transaction of Prisma.
 *
 * Whoever has just written a chain knows its end. The next change says what it takes for the end and goes out whole, in
 * one trip; the database refuses all of it where the chain has gone on, and then it is done in two, as is the first.
 * The end is the last lock that is taken: nobody who waits for it holds what another needs.
 */
export class ChainWriter {
  readonly #ends = new Map<string, { end: ChainEnd; seenAt: number }>();

  constructor(
    private readonly db: Pick<Database, 'inOneTrip' | 'inTwoTrips'>,
    private readonly auditKeys: AuditKeys,
  ) {}

  /** Resolves with what the statements found, once they and the records are committed. */
  async write(
    workspaceId: string,
    statements: readonly Statement[],
    records: readonly PlainRecord[],
  ): Promise<Found> {
    const found = await this.writeAtOnce(workspaceId, statements, records);
    return found ?? this.writeFollowing(workspaceId, statements, () => records);
  }

  /** In one trip, or not at all: null where nothing was written, as the end is not known or the database refused. */
  async writeAtOnce(
    workspaceId: string,
    statements: readonly Statement[],
    records: readonly PlainRecord[],
  ): Promise<Found | null> {
    const end = this.#takeEnd(workspaceId);
    if (!end) return null;
    const added = addToChain(workspaceId, this.auditKeys, end, records);
    try {
      const all = [...statements, holdChain(workspaceId, end), added.statement];
      const found = await this.db.inOneTrip(workspaceId, all);
      this.#noteEnd(workspaceId, added.end);
      return found.slice(0, statements.length);
    } catch (error) {
      if (isRefused(error)) return null;
      throw error;
    }
  }

  /** In two trips; the records follow from what the statements found. */
  async writeFollowing(
    workspaceId: string,
    statements: readonly Statement[],
    recordsOf: (found: Found) => readonly PlainRecord[],
  ): Promise<Found> {
    let found: Found = [];
    let end: ChainEnd | undefined;
    await this.db.inTwoTrips(workspaceId, [...statements, lockChain(workspaceId)], (all) => {
      found = all.slice(0, -1);
      end = readChainEnd(all.at(-1));
      const records = recordsOf(found);
      if (records.length === 0) return [];
      const added = addToChain(workspaceId, this.auditKeys, end, records);
      end = added.end;
      return [added.statement];
    });
    if (end) this.#noteEnd(workspaceId, end);
    return found;
  }

  /** For one change: another one beside it would take the same place. Its time has gone on, as the database's has. */
  #takeEnd(workspaceId: string): ChainEnd | null {
    const known = this.#ends.get(workspaceId);
    this.#ends.delete(workspaceId);
    const age = known ? performance.now() - known.seenAt : KNOWN_MS;
    if (!known || age >= KNOWN_MS) return null;
    const { seq, hash, at } = known.end;
    return { seq, hash, at: new Date(at.getTime() + Math.floor(age)) };
  }

  /** A chain without a record has no hash to be known by. A Map keeps the order of insertion. */
  #noteEnd(workspaceId: string, end: ChainEnd): void {
    if (end.hash === null) return;
    this.#ends.set(workspaceId, { end, seenAt: performance.now() });
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > CAPACITY && oldest !== undefined) this.#ends.delete(oldest);
  }
}
