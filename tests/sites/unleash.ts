import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../scripts/embedded-pg.mjs';
import { installNpm } from './npm-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** Unleash, an application in React, from npm, with a PostgreSQL of its own. */
export async function startUnleash(): Promise<RealSite> {
  const installed = await installNpm(['unleash-server@7.5.1']);
  if (!installed.ok) return installed;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-unleash-'));
  const database = await startEmbedded({ dir: join(folder, 'database'), throwaway: true });
  const server = await startServer((port) => ({
    file: process.execPath,
    args: [join(installed.root, 'node_modules/unleash-server/dist/server.js')],
    env: {
      DATABASE_URL: database.url,
      DATABASE_SSL: 'false',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
      CHECK_VERSION: 'false',
      SEND_TELEMETRY: 'false',
      LOG_LEVEL: 'error',
      UNLEASH_DEFAULT_ADMIN_USERNAME: NAME,
      UNLEASH_DEFAULT_ADMIN_PASSWORD: PASSWORD,
    },
  }));
  return {
    ok: true,
    account: { url: `${server.url}/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
