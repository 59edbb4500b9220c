import { pbkdf2Sync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNpm } from './npm-packages';
import type { RealSite } from './real-site';
import { startServer } from './started-process';

const NAME = 'ada';
const PASSWORD = 'Harbour-lantern-42';

/** The interface of Homebridge, an application in Angular with its forms in dialogs, from npm. */
export async function startHomebridge(): Promise<RealSite> {
  const installed = await installNpm(['homebridge@1.11.4', 'homebridge-config-ui-x@5.10.0']);
  if (!installed.ok) return installed;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-homebridge-'));
  const salt = 'a salt for a test';
  const hashedPassword = pbkdf2Sync(PASSWORD, salt, 1000, 64, 'sha512').toString('hex');
  writeFileSync(
    join(folder, 'auth.json'),
    JSON.stringify([{ id: 1, username: NAME, name: 'Ada', salt, hashedPassword, admin: true }]),
  );
  const server = await startServer((port) => {
    const bridge = { name: 'Bridge', username: '0E:11:22:33:44:55', port: 0, pin: '031-45-154' };
    const own = { platform: 'config', name: 'Config', port, host: '127.0.0.1', auth: 'form' };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ bridge, platforms: [own], accessories: [] }));
    const program = 'node_modules/homebridge-config-ui-x/dist/bin/standalone.js';
    return { file: process.execPath, args: [join(installed.root, program), '-U', folder, '-T'] };
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
