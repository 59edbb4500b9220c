import pg from 'pg';
import { Unavailable } from '@/lib/kernel/unavailable';

/** `ran: false`: some work of this name is under way, at this process or at another one. */
export type Alone<Result> = { ran: true; result: Result } | { ran: false };

/**
 * Runs the work unless work of the same name is under way anywhere in this installation. Never waits for that to end.
 *
 * An advisory lock of PostgreSQL on a connection of its own: it goes with the process that dies, and a long work holds
 * neither a transaction nor a connection of the pool. For what is seldom and long; the locks of readings, which are
 * many and short, share a connection (flight-locks.ts).
 */
export async function runAlone<Result>(
  url: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Alone<Result>> {
  const connection = new pg.Client({
    connectionString: url,
    application_name: 'latchkey-alone',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // One that breaks meanwhile has lost the lock, not the work: that reads over the pool, and fails there if it has to.
  connection.on('error', () => {});
  try {
    if (!(await isTaken(connection, name))) return { ran: false };
    return { ran: true, result: await work() };
  } finally {
    await connection.end().catch(() => {});
  }
}

async function isTaken(connection: pg.Client, name: string): Promise<boolean> {
  try {
    await connection.connect();
    const text = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken';
    const { rows } = await connection.query<{ taken: boolean }>(text, [name]);
    return rows[0]?.taken === true;
  } catch (error) {
    throw Unavailable.of('database', error);
  }
}
