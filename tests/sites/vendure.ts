import { join } from 'node:path';
import { installNpm } from './npm-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** The administration of Vendure, an application in Angular whose password field is locked, from npm. */
export async function startVendure(): Promise<RealSite> {
  const installed = await installNpm([
    '@vendure/core@3.7.3',
    '@vendure/admin-ui-plugin@3.7.3',
    'sql.js@1.16.0',
  ]);
  if (!installed.ok) return installed;
  const server = await startServer((port) => ({
    file: process.execPath,
    args: [join(import.meta.dirname, 'vendure-server.cjs')],
    cwd: installed.root,
    env: {
      PACKAGES: installed.root,
      PORT: String(port),
      ACCOUNT_NAME: NAME,
      ACCOUNT_PASSWORD: PASSWORD,
    },
  }));
  return {
    ok: true,
    account: { url: `${server.url}/admin/`, name: NAME, password: PASSWORD },
    close: () => server.stop(),
  };
}
