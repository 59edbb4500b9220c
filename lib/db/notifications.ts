import pg from 'pg';

type Handler = (payload: string) => void;

/** How long a lost listener waits before it connects again, in milliseconds. */
const RECONNECT_MS = 1_000;

/**
 * PostgreSQL's LISTEN on a connection of its own, shared by all subscribers of this process. A notification can be
 * missed while the connection is down, so subscribers read the state anew when `payload` is empty (sent after each
 * reconnection).
 */
export interface Notifications {
  subscribe(channel: string, handler: Handler): Promise<() => void>;
  close(): Promise<void>;
}

const CHANNEL = /^[a-z_]{1,40}$/;

export function openNotifications(url: string, onError: (error: Error) => void): Notifications {
  const handlers = new Map<string, Set<Handler>>();
  let client: Promise<pg.Client> | null = null;
  let closed = false;

  async function connect(): Promise<pg.Client> {
    const connection = new pg.Client({
      connectionString: url,
      application_name: 'latchkey-listen',
      keepAlive: true,
    });
    connection.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '');
    });
    connection.on('error', (error) => {
      onError(error);
      client = null;
      if (!closed) setTimeout(() => void reconnect(), RECONNECT_MS).unref();
    });
    await connection.connect();
    for (const channel of handlers.keys()) await connection.query(`listen ${channel}`);
    return connection;
  }

  async function reconnect(): Promise<void> {
    if (closed || client) return;
    try {
      client = connect();
      await client;
      for (const subscribers of handlers.values()) for (const handler of subscribers) handler('');
    } catch (error) {
      client = null;
      onError(error instanceof Error ? error : new Error(String(error)));
      if (!closed) setTimeout(() => void reconnect(), RECONNECT_MS).unref();
    }
  }

  return {
    async subscribe(channel, handler) {
      if (!CHANNEL.test(channel)) throw new Error('a channel name has lower-case letters only');
      const subscribers = handlers.get(channel) ?? new Set();
      const first = subscribers.size === 0;
      subscribers.add(handler);
      handlers.set(channel, subscribers);
      client ??= connect();
      try {
        const connection = await client.catch((error: unknown) => {
          // A database that was away must not be remembered as the answer to everyone who asks later.
          client = null;
          throw error;
        });
        if (first) await connection.query(`listen ${channel}`);
      } catch (error) {
        subscribers.delete(handler);
        throw error;
      }
      return () => void subscribers.delete(handler);
    },
    async close() {
      closed = true;
      const connection = await client?.catch(() => null);
      await connection?.end();
    },
  };
}
