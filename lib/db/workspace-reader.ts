import pg from 'pg';
import { invariant } from '@/lib/kernel/assert';
import { Batches } from '@/lib/kernel/batches';
import { Unavailable } from '@/lib/kernel/unavailable';

/** With a name it is prepared once per connection, so a name stands for one text; without, it may vary. */
export interface Statement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/** One SELECT. */
export interface ReadStatement extends Statement {
  /** May look at thousands of rows, for which no other read should have to wait: it has a transaction of its own. */
  takesLong?: boolean;
}

/**
 * The workspace of the transaction; null outside of one. A statement that compares with it, and not with a parameter,
 * finds nothing should the transaction ever be missing around it.
 */
export const CURRENT_WORKSPACE = "nullif(current_setting('app.workspace_id', true), '')::uuid";

const BEGIN = { name: 'begin', text: 'begin read only', values: [] };
export const COMMIT = { name: 'commit', text: 'commit', values: [] };

/** What makes the transaction around it one of the workspace, until its end. */
export function enter(workspaceId: string) {
  const text = "select set_config('role', 'latchkey_app', true), set_config('app.workspace_id', $1, true)";
  return { name: 'enter', text, values: [workspaceId] };
}

/** Milliseconds after which a statement is given up, with its connection. */
const QUERY_TIMEOUT_MS = 15_000;

/** Connections that take statements before the former ones are answered (pg's pipeline mode). */
export function pipelinedPool(url: string, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: name,
    pipeline: true,
  });
  // An idle connection that the database closed is replaced at its next use; without a listener it ends the process.
  pool.on('error', () => {});
  return pool;
}

/** Throws `Unavailable`: all connections taken, or the database away. */
export function connectTo(pool: pg.Pool): Promise<pg.PoolClient> {
  return pool.connect().catch((error: unknown) => {
    throw Unavailable.of('database', error);
  });
}

/**
 * What is sent within goes out in one write: a write each is a third of what such a read costs. pg submits a statement of
 * a pipelined connection at once, in the same turn (its client.js).
 */
export function inOneWrite<Sent>(client: pg.PoolClient, send: () => Sent): Sent {
  invariant(client instanceof pg.Client, 'a pool hands out clients of its own kind');
  const { stream } = client.connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** Transactions of one workspace that may be under way; reads that are asked for meanwhile share the next one. */
const LANES = 2;
const MAX_BATCH = 16;

/**
 * Single reads of one workspace, under the same discipline as `withWorkspace` (database.ts): a transaction, the role
 * `latchkey_app`, the transaction-local setting. Its statements go out together and are answered together (pg's pipeline
 * mode), which takes a tenth of the time that an interactive transaction of Prisma takes; reads that are asked for
 * together share one.
 *
 * Should the switch fail, the transaction is aborted and each SELECT behind it is refused: it fails closed.
 */
export class WorkspaceReader {
  readonly #pool: pg.Pool;
  readonly #shared: Batches<ReadStatement, pg.QueryResult>;

  constructor(url: string, maxConnections: number) {
    this.#pool = pipelinedPool(url, 'latchkey-read', maxConnections);
    this.#shared = new Batches((workspaceId, reads) => this.#readAll(workspaceId, reads), {
      perGroup: LANES,
      inAll: maxConnections,
      size: MAX_BATCH,
    });
  }

  async read<Row>(workspaceId: string, statement: ReadStatement): Promise<Row[]> {
    const { rows } = statement.takesLong
      ? await this.#readAlone(workspaceId, statement)
      : await this.#shared.add(workspaceId, statement).catch((error: unknown) => {
          if (!(error instanceof pg.DatabaseError)) throw error;
          // What the database refused may be another's of the same transaction. By itself, each has its own answer.
          return this.#readAlone(workspaceId, statement);
        });
    return rows;
  }

  async close(): Promise<void> {
    await this.#shared.close();
    await this.#pool.end();
  }

  async #readAlone(workspaceId: string, statement: ReadStatement): Promise<pg.QueryResult> {
    const [found] = await this.#readAll(workspaceId, [statement]);
    invariant(found, 'every read has an answer');
    return found;
  }

  async #readAll(workspaceId: string, statements: readonly ReadStatement[]): Promise<pg.QueryResult[]> {
    const client = await connectTo(this.#pool);
    const sent = inOneWrite(client, () =>
      [BEGIN, enter(workspaceId), ...statements, COMMIT].map(({ name, text, values }) =>
        client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) }),
      ),
    );
    try {
      const [, , ...found] = await Promise.all(sent);
      client.release();
      return found.slice(0, statements.length);
    } catch (error) {
      // What was sent behind the failure is answered, too, before the connection can be anyone else's.
      await Promise.allSettled(sent);
      client.release(true);
      throw error;
    }
  }
}
