import { z } from 'zod';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { isRefusedData } from '@/lib/db/refused-data';
import { runStatements } from '@/lib/db/run-statements';
import type { Statement } from '@/lib/db/workspace-reader';
import type { Clock } from '@/lib/kernel/clock';
import { type NewEvent, writtenEvents } from './append-event';
import type { TwoTrips } from './end-run';
import { RunStopped } from './run-failure';
import type { RunKey } from './run-lease';

/** What happens within this time is written together. A person who watches does not notice it. */
const GATHER_MS = 100;

interface Happened {
  event: Omit<NewEvent, 'agoMs'>;
  at: number;
}

/**
 * Writes a run's history beside what the run does, so that a page need not wait for the database.
 *
 * Promises: in order, and whatever `write` does is behind all that was added before it; only while the run is still ours
 * (epoch), else `RunStopped`. What went wrong behind our back is thrown by the next call, once: a history with a gap is
 * not gone on with as if nothing were missing.
 */
export class HistoryWriter {
  #waiting: Happened[] = [];
  #timer: NodeJS.Timeout | undefined;
  #tail: Promise<void> = Promise.resolve();
  /** Writings that have not begun: each takes along what waits by then. */
  #queued = 0;
  #failed: { error: unknown } | undefined;
  /** How many were added, and how many of them are committed. */
  #added = 0;
  #written = 0;

  constructor(
    private readonly deps: { db: Database; clock: Clock },
    private readonly key: RunKey,
    private readonly epoch: number,
  ) {}

  /** Returns its number. */
  add(event: Happened['event'], { atOnce = false } = {}): number {
    this.#throwFailure();
    this.#waiting.push({ event, at: this.deps.clock.now() });
    if (atOnce) this.#writeBehind();
    else this.#timer ??= setTimeout(() => this.#writeBehind(), GATHER_MS);
    this.#added += 1;
    return this.#added;
  }

  /** Resolves once everything up to this number is committed. */
  async written(number: number): Promise<void> {
    if (this.#written < number) await this.#tail;
    this.#throwFailure();
    if (this.#written < number) await this.#inTurn(() => this.#writeWaiting());
  }

  write<T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#transaction(work));
  }

  /** The same without Prisma, which takes ten times as long: for what every run does. */
  writeInTwoTrips({ first, following }: TwoTrips): Promise<void> {
    return this.#inTurn(() =>
      this.#withWaiting((events) =>
        this.deps.db.inTwoTrips(
          this.key.workspaceId,
          [this.#addToHistory(events), ...first],
          ([added = [], ...found]) => {
            requireOurs(added[0]);
            return following(found);
          },
        ),
      ),
    );
  }

  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    this.#queued += 1;
    const turn = this.#tail.then(() => {
      this.#queued -= 1;
      this.#throwFailure();
      return write();
    });
    this.#tail = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  #writeBehind(): void {
    this.#stopTimer();
    if (this.#queued > 0) return;
    this.#inTurn(() => this.#writeWaiting()).catch((error: unknown) => {
      this.#failed ??= { error };
    });
  }

  /** For a run that ends badly anyway, and is to end: what cannot be written is left out, and not thrown. */
  async excuse(): Promise<void> {
    await this.#tail;
    this.#failed = undefined;
    await this.#inTurn(() => this.#writeWaiting()).catch(() => {});
  }

  /** For a run that is not ours any more: what still waits is left out. */
  async close(): Promise<void> {
    this.#stopTimer();
    await this.#tail;
  }

  /** Nothing but what waits: one trip to the database. */
  async #writeWaiting(): Promise<void> {
    await this.#withWaiting(async (events) => {
      const { workspaceId, runId } = this.key;
      const [[isOurs] = []] = await this.deps.db.call('add_to_history', workspaceId, [
        runId,
        this.epoch,
        events,
      ]);
      requireOurs({ isOurs });
    });
  }

  async #transaction<T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    return this.#withWaiting((events) => {
      const { workspaceId } = this.key;
      return this.deps.db.withWorkspace(workspaceId, async (tx) => {
        const [added = []] = await runStatements(tx, [this.#addToHistory(events)]);
        requireOurs(added[0]);
        return work(tx);
      });
    });
  }

  async #withWaiting<T>(write: (events: string) => Promise<T>): Promise<T> {
    this.#stopTimer();
    const happened = this.#waiting;
    this.#waiting = [];
    const now = this.deps.clock.now();
    const events = happened.map(({ event, at }) => ({ ...event, agoMs: Math.max(now - at, 0) }));
    try {
      const result = await write(writtenEvents(events));
      this.#written += happened.length;
      return result;
    } catch (error) {
      // Unless it is the events that cannot be written: what failed is no reason to lose what happened before it.
      if (!isRefusedData(error)) this.#waiting.unshift(...happened);
      throw error;
    }
  }

  #addToHistory(events: string): Statement {
    const { workspaceId, runId } = this.key;
    return {
      name: 'add_to_history_within',
      text: 'select add_to_history($1::uuid, $2::uuid, $3::int, $4::jsonb) as "isOurs"',
      values: [workspaceId, runId, this.epoch, events],
    };
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #throwFailure(): void {
    const failed = this.#failed;
    this.#failed = undefined;
    if (failed) throw failed.error;
  }
}

const ours = z.object({ isOurs: z.literal(true) });

function requireOurs(added: unknown): void {
  if (!ours.safeParse(added).success) throw new RunStopped('lease_lost');
}
