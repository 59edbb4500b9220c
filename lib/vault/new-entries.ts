import type { ChainWriter } from '@/lib/audit/chain-writer';
import { type PlainRecord, plainRecord } from '@/lib/audit/plain-record';
import type { Act, Acting } from '@/lib/audit/record-act';
import { isRefusedData } from '@/lib/db/refused-data';
import { invariant } from '@/lib/kernel/assert';
import { Batches } from '@/lib/kernel/batches';
import { insertAll, insertedEntries, insertWherePossible, type NotAdded } from './insert-entries';
import type { SavedEntry } from './shown-entry';

interface Addition {
  entry: SavedEntry;
  record: PlainRecord;
}

/** Rows of one commit, which take some milliseconds. */
const MAX_BATCH = 100;
/** Workspaces that are written at a time: the pool has connections for what goes on record meanwhile. */
const MAX_LANES = 4;

/**
 * Adds entries, each with its act on record in the same commit.
 *
 * The record of a workspace has one end, so those who change something take turns. Entries that come while one commit is
 * under way therefore share the next: a program that adds a thousand does not wait for a thousand turns.
 */
export class NewEntries {
  readonly #commits: Batches<Addition, SavedEntry | NotAdded>;

  constructor(private readonly chains: ChainWriter) {
    this.#commits = new Batches((workspaceId, additions) => this.#addAll(workspaceId, additions), {
      perGroup: 1,
      inAll: MAX_LANES,
      size: MAX_BATCH,
    });
  }

  /** Resolves once it is committed, or known to be none. */
  async add(actor: Acting, entry: SavedEntry, act: Act): Promise<SavedEntry | NotAdded> {
    const { workspaceId } = actor;
    const addition = { entry, record: plainRecord(actor, act) };
    try {
      return await this.#commits.add(workspaceId, addition);
    } catch (error) {
      if (!isRefusedData(error)) throw error;
    }
    // What the database refused may be another's of the same commit. By itself, each has its own answer.
    const [answer] = await this.#addAll(workspaceId, [addition]);
    invariant(answer, 'every entry has an answer');
    return answer;
  }

  /** Resolves when everything that was to be added has its answer. */
  close(): Promise<void> {
    return this.#commits.close();
  }

  async #addAll(workspaceId: string, additions: readonly Addition[]): Promise<Array<SavedEntry | NotAdded>> {
    const entries = additions.map(({ entry }) => entry);
    const records = additions.map(({ record }) => record);
    const atOnce = await this.chains.writeAtOnce(workspaceId, [insertAll(entries)], records);
    if (atOnce) return insertedEntries(entries, atOnce[0]);
    let answers: Array<SavedEntry | NotAdded> = [];
    await this.chains.writeFollowing(workspaceId, [insertWherePossible(entries)], ([rows]) => {
      answers = insertedEntries(entries, rows);
      return records.filter((_, index) => typeof answers[index] === 'object');
    });
    return answers;
  }
}
