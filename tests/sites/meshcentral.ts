import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installNpm } from './npm-packages';
import type { RealSite } from './real-site';
import { freePort, startServer } from './started-process';

const run = promisify(execFile);
const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** MeshCentral, whose pages are one document with dialogs that scripts draw, from npm. */
export async function startMeshCentral(): Promise<RealSite> {
  const installed = await installNpm(['meshcentral@1.1.55']);
  if (!installed.ok) return installed;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-meshcentral-'));
  const program = join(installed.root, 'node_modules/meshcentral/meshcentral.js');
  const settings = {
    cert: '127.0.0.1',
    redirPort: 0,
    mpsPort: 0,
    WANonly: true,
    tlsOffload: '127.0.0.1',
    selfUpdate: false,
    noAgentUpdate: true,
  };
  const configure = (port: number) =>
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({ settings: { ...settings, port, aliasPort: port }, domains: { '': {} } }),
    );
  configure(await freePort());
  await run(process.execPath, [
    program,
    '--datapath',
    folder,
    '--createaccount',
    NAME,
    '--pass',
    PASSWORD,
    '--email',
    'ada@acme.example',
  ]);
  const server = await startServer((port) => {
    configure(port);
    return { file: process.execPath, args: [program, '--datapath', folder], cwd: folder };
  });
  return {
    ok: true,
    account: { url: `${server.url}/`, name: NAME, password: PASSWORD },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
