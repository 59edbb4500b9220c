import { createApiKey } from '@/lib/access/create-api-key';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { bundleServer, startServer } from '../api/server';
import type { Load } from './load-process';
import type { World } from './world';

/** One key may ask a hundred times a second (lib/http/rate-limit.ts): callers are several. */
const KEYS = 40;

type Target = Pick<Load, 'url' | 'headers' | 'body'>;

/** The API as it ships, and a bare Hono handler that does what the floor is, each in a process of its own. */
export interface Served {
  resolve(key: EntryKey): Target;
  floor: Target;
  close(): void;
}

export async function serve({ services, actor, settings }: World): Promise<Served> {
  const program = await bundleServer();
  const [ours, bare] = await Promise.all([
    startServer(program, 'ours', settings),
    startServer(program, 'bare', settings),
  ]);
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
      url: `${ours.origin}/api/v1/resolve`,
      headers,
      body: JSON.stringify({ entries: [{ entry_id: entryId }] }),
    }),
    floor: { url: `${bare.origin}/floor`, headers, body: '{}' },
    close() {
      ours.stop();
      bare.stop();
    },
  };
}
