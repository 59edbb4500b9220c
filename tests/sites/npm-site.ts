import { join } from 'node:path';
import { installNpm } from './npm-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** A program from npm with one account, started by a script that stands here and takes its account from the environment. */
export async function startNpmSite(
  packages: readonly string[],
  { script, path }: { script: string; path: string },
): Promise<RealSite> {
  const installed = await installNpm(packages);
  if (!installed.ok) return installed;
  const server = await startServer((port) => ({
    file: process.execPath,
    args: [join(import.meta.dirname, script)],
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
    account: { url: `${server.url}${path}`, name: NAME, password: PASSWORD },
    close: () => server.stop(),
  };
}
