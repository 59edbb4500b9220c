import pg from 'pg';
import { callOf } from './workspace-functions';

/** What is to be read, and what of it was seen already. */
export interface Flight {
  workspaceId: string;
  entryId: string;
  part: string;
  /** The stamp of the cached value that is not good enough; null when there was none. */
  seenStamp: string | null;
  /** The flight's name as a number of 64 bits, as PostgreSQL wants it. */
  lock: bigint;
}

export type Lead = 'led' | 'landed' | 'busy';

/**
 * Which process reads a value that several want: PostgreSQL's advisory locks, held by one connection for all flights of
 * this process, so that neither those who lead nor those who wait keep a connection of the pool meanwhile.
 *
 * Promise: of all processes one leads a flight; a process that dies lets go of its flights, because the server ends its
 * session. Without this connection every process leads: more calls than needed, and nothing wrong.
 */
export interface FlightLocks {
  /** Never waits: says `busy` when another process leads, `landed` when something newer was kept meanwhile. */
  lead(flight: Flight): Promise<Lead>;
  /** Lets go, and tells those who wait why there is no value when there is none. Never fails. */
  end(lock: bigint, failure?: string): Promise<void>;
  close(): Promise<void>;
}

export const FLIGHT_ENDED = 'flight_ended';

/** A machine that vanished is noticed within these, not after the hours that TCP takes by default. */
const KEEPALIVE =
  '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c statement_timeout=5000';

export function openFlightLocks(url: string, onError: (error: Error) => void): FlightLocks {
  let client: Promise<pg.Client> | null = null;

  async function connect(): Promise<pg.Client> {
    const connection = new pg.Client({
      connectionString: url,
      application_name: 'latchkey-flights',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
      options: KEEPALIVE,
      // Nobody's question waits for another's answer.
      pipeline: true,
    });
    connection.on('error', (error) => {
      client = null;
      onError(error);
    });
    await connection.connect();
    return connection;
  }

  function opened(): Promise<pg.Client> {
    const opening = client ?? connect();
    client = opening;
    opening.catch(() => {
      if (client === opening) client = null;
    });
    return opening;
  }

  return {
    async lead({ workspaceId, entryId, part, seenStamp, lock }) {
      try {
        const connection = await opened();
        const call = callOf('lead_flight', [workspaceId, entryId, part, seenStamp, lock]);
        const { rows } = await connection.query<[Lead]>(call);
        return rows[0]?.[0] ?? 'led';
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
        return 'led';
      }
    },
    async end(lock, failure) {
      try {
        const connection = await client;
        // In this order: whoever is told of a failure must not find the flight free and lead it anew.
        if (failure !== undefined) {
          await connection?.query('select pg_notify($1, $2)', [FLIGHT_ENDED, `${lock} ${failure}`]);
        }
        await connection?.query('select pg_advisory_unlock($1)', [lock]);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    },
    async close() {
      const connection = await client?.catch(() => null);
      client = null;
      await connection?.end();
    },
  };
}
