import pg from 'pg';
import { Unavailable } from '@/lib/kernel/unavailable';

/** One SELECT. With a name it is prepared once per connection, so a name stands for one text; without, it may vary. */
export interface ReadStatement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/**
 * The workspace of the transaction; null outside of one. A statement that compares with it, and not with a parameter,
 * finds nothing should the transaction ever be missing around it.
 */
export const CURRENT_WORKSPACE = "nullif(current_setting('app.workspace_id', true), '')::uuid";

const BEGIN = { name: 'begin', text: 'begin read only' };
const COMMIT = { name: 'commit', text: 'commit' };
const ENTER = "select set_config('role', 'latchkey_app', true), set_config('app.workspace_id', $1, true)";

/** Milliseconds after which a statement is given up, with its connection. */
const QUERY_TIMEOUT_MS = 15_000;

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
    this.#pool = new pg.Pool({
      connectionString: url,
      max: maxConnections,
      connectionTimeoutMillis: 5_000,
      query_timeout: QUERY_TIMEOUT_MS,
      application_name: 'latchkey-read',
      pipeline: true,
    });
    // An idle connection that the database closed is replaced at its next use; without a listener it ends the process.
    this.#pool.on('error', () => {});
  }

  async read<Row>(workspaceId: string, statement: ReadStatement): Promise<Row[]> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw Unavailable.of('database', error);
    });
    const sent = [
      client.query(BEGIN),
      client.query({ name: 'enter', text: ENTER, values: [workspaceId] }),
      client.query<pg.QueryResultRow & Row>({ ...statement, values: [...statement.values] }),
      client.query(COMMIT),
    ] as const;
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
