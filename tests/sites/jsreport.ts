import { join } from 'node:path';
import { installNpm } from './npm-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';
const PARTS = ['core@4.7.1', 'authentication@4.2.3', 'express@4.2.3', 'studio@4.3.2'];

/** The studio of jsreport, an application in React whose menu is a picture without a role, from npm. */
export async function startJsReport(): Promise<RealSite> {
  const installed = await installNpm(PARTS.map((part) => `@jsreport/jsreport-${part}`));
  if (!installed.ok) return installed;
  const server = await startServer((port) => ({
    file: process.execPath,
    args: [join(import.meta.dirname, 'jsreport-server.cjs')],
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
    account: { url: `${server.url}/`, name: NAME, password: PASSWORD },
    close: () => server.stop(),
  };
}
