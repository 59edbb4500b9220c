import pg from 'pg';
import { invariant } from '@/lib/kernel/assert';
import { Unavailable } from '@/lib/kernel/unavailable';

/** With a name it is prepared once per connection, so a name stands for one text; without, it may vary. */
export interface Statement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/** One SELECT. */
export type ReadStatement = Statement;

/**
 * The workspace of the transaction; null outside of one. A statement that compares with it, and not with a parameter,
 * finds nothing should the transaction ever be missing around it.
 */
export const CURRENT_WORKSPACE = "nullif(current_setting('app.workspace_id', true), '')::uuid";

const BEGIN = { name: 'begin', text: 'begin read only' };
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

/**
 * Single reads of one workspace, under the same discipline as `withWorkspace` (database.ts): a transaction, the role
 * `latchkey_app`, the transaction-local setting. The four statements go out together and are answered together (pg's
 * pipeline mode), which takes a tenth of the time that an interactive transaction of Prisma takes.
 *
 * Should the switch fail, the transaction is aborted and the SELECT behind it is refused: it fails closed.
 */
export class WorkspaceReader {
  readonly #pool: pg.Pool;

  constructor(url: string, maxConnections: number) {
    this.#pool = pipelinedPool(url, 'latchkey-read', maxConnections);
  }

  async read<Row>(workspaceId: string, statement: ReadStatement): Promise<Row[]> {
    const client = await connectTo(this.#pool);
    const sent = inOneWrite(
      client,
      () =>
        [
          client.query(BEGIN),
          client.query(enter(workspaceId)),
          client.query<pg.QueryResultRow & Row>({ ...statement, values: [...statement.values] }),
          client.query(COMMIT),
        ] as const,
    );
    try {
      const [, , found] = await Promise.all(sent);
      client.release();
      return found.rows;
    } catch (error) {
      // What was sent behind the failure is answered, too, before the connection can be anyone else's.
      await Promise.allSettled(sent);
      client.release(true);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
