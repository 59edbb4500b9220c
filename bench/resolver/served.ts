import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createApiKey } from '@/lib/access/create-api-key';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { type ServedApi, serveApi } from '@/tests/support/served-api';
import { type Floor, openFloor } from './cached-measure';
import type { Load } from './load-process';
import type { World } from './world';

/** One key may ask a hundred times a second (lib/http/rate-limit.ts): callers are several. */
const KEYS = 40;

type Target = Pick<Load, 'url' | 'headers' | 'body'>;

/** The API as it is served, and a bare Hono handler that does what the floor is, on ports of this process. */
export interface Served {
  resolve(key: EntryKey): Target;
  floor: Target;
  close(): Promise<void>;
}

export async function serve(world: World): Promise<Served> {
  const { services, actor } = world;
  const api: ServedApi = await serveApi(services);
  const floor = await openFloor(world.databaseUrl, 350);
  const bare = await serveFloor(floor);
  const headers: Array<Record<string, string>> = [];
  for (let count = 0; count < KEYS; count += 1) {
    const { key } = await createApiKey(services, actor, {
      name: `bench ${count}`,
      scopes: ['secrets:resolve'],
    });
    headers.push({ 'cc-key': key });
  }
  return {
    resolve: ({ entryId }) => ({
      url: `${api.url}/api/v1/resolve`,
      headers,
      body: JSON.stringify({ entries: [{ entry_id: entryId }] }),
    }),
    floor: { url: bare.url, headers, body: '{}' },
    async close() {
      await api.close();
      await bare.close();
      await floor.close();
    },
  };
}

async function serveFloor(floor: Floor): Promise<{ url: string; close(): Promise<void> }> {
  const app = new Hono();
  app.post('/floor', async (c) => c.json({ length: (await floor.run()).length }));
  const server: Server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/floor`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
