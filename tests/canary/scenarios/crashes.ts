import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Scenario } from '../scenario';
import type { CanaryWorld } from '../world';

const ROOT = join(import.meta.dirname, '../../..');

/** Last words of a process: of an exception and a rejection that nobody caught, and of everything that prints. */
export const crashes: Scenario = {
  name: 'crashes',
  async play(world) {
    await Promise.all(['exception', 'rejection', 'prints'].map((how) => crash(world, how)));
  },
};

async function crash(world: CanaryWorld, how: string): Promise<void> {
  const { 'key-encryption-key': kek, ...others } = world.canaries;
  const told = {
    databaseUrl: world.database.url,
    kek: Buffer.isBuffer(kek) ? kek.toString('base64') : '',
    secrets: Object.values(others).filter((canary) => typeof canary === 'string'),
    marker: world.marker,
  };
  const main = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'tests/canary/crash-main.ts'), how];
  const child = spawn(process.execPath, main, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stdin.end(JSON.stringify(told));
  await new Promise((resolve) => child.once('close', resolve));
  // Whole: what is cut between two pieces would not be found.
  world.hear('output of a crash', how, Buffer.concat(printed));
  if (printed.length === 0) throw new Error(`nothing was printed at the ${how}`);
}
