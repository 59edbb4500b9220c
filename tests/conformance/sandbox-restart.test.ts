import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUser } from '@/lib/sandbox/demo-user';
import { control, itemIdOf, signIn, startSeeded } from './sandbox-session';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a restart of the stand-in', () => {
  it('keeps the token valid and every write', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startSeeded({ stateFile });
    const token = first.token('latchkey-rw');
    const acme = itemIdOf(first, 'Acme Prod Login');
    await control(first, `PATCH /items/${acme}`, { password: 'kept over the restart' });
    await first.close();

    const second = await startSeeded({ stateFile, port: Number(new URL(first.url).port) });
    try {
      expect(second.token('latchkey-rw')).toBe(token);
      const client = await signIn(token);
      expect(await client.secrets.resolve('op://Automation/Acme Prod Login/password')).toBe(
        'kept over the restart',
      );
      expect(second.store.item(acme)?.history).toHaveLength(2);
    } finally {
      await second.close();
    }
  });

  it('leaves one private file and nothing half-written beside it', async () => {
    const sandbox = await startSeeded({ stateFile: join(folder, 'state.json') });
    await sandbox.close();
    expect(await readdir(folder)).toEqual(['state.json']);
    expect((await stat(join(folder, 'state.json'))).mode & 0o777).toBe(0o600);
  });
});

describe('the sandbox process', () => {
  it('writes its addresses, comes back to them after a restart and ends with its parent', async () => {
    const first = await started();
    const addresses = await addressesOf();
    const item = await fetch(`${addresses.control_url}/vaults/Automation/items`);
    expect(await item.json()).toMatchObject({
      items: [{ title: 'Acme Prod Login', websites: [addresses.site.url] }, {}, {}, {}, {}, {}],
    });
    expect((await fetch(addresses.site.url)).ok).toBe(true);
    first.disconnect();
    expect(await once(first, 'exit')).toEqual([0, null]);

    const second = await started();
    expect(await addressesOf()).toEqual(addresses);
    const client = await signIn(addresses.service_account_token_read_only);
    expect(await client.secrets.resolve('op://Automation/Acme Prod Login/username')).toBe(demoUser.username);
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([0, null]);
  });

  it('names the port of an earlier start when another program has taken it', async () => {
    const first = await started();
    const { url } = await addressesOf();
    first.kill('SIGINT');
    await once(first, 'exit');
    const port = Number(new URL(url).port);
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    try {
      const second = run();
      let complaint = '';
      second.stderr?.on('data', (chunk) => {
        complaint += String(chunk);
      });
      expect(await once(second, 'close')).toEqual([1, null]);
      expect(complaint).toContain(`port ${port} for the 1Password sandbox is taken`);
    } finally {
      squatter.close();
    }
  });
});

const addressesSchema = z.strictObject({
  url: z.url(),
  control_url: z.url(),
  service_account_token: z.string().startsWith('ops_'),
  service_account_token_read_only: z.string().startsWith('ops_'),
  site: z.strictObject({ url: z.url() }),
});

async function addressesOf() {
  return addressesSchema.parse(JSON.parse(await readFile(join(folder, 'sandbox', 'addresses.json'), 'utf8')));
}

function run(): ChildProcess {
  return fork('lib/sandbox/main.ts', {
    execArgv: ['--import', 'tsx'],
    env: { NODE_ENV: 'test', PATH: process.env.PATH, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function started(): Promise<ChildProcess> {
  const child = run();
  const [message] = await once(child, 'message');
  expect(message).toEqual({ type: 'ready' });
  return child;
}
