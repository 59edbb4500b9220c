import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'otplib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUser } from '@/lib/sandbox/demo-user';
import { startSite } from '@/lib/sandbox/site/start';
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
      expect(second.connect.token('latchkey-rw')).toBe(first.connect.token('latchkey-rw'));
      const headers = { authorization: `Bearer ${second.connect.token('latchkey-rw')}` };
      expect((await fetch(`${second.connect.url}/v1/vaults`, { headers })).status).toBe(200);
      const client = await signIn(token);
      expect(await client.secrets.resolve('op://Automation/Acme Prod Login/password')).toBe(
        'kept over the restart',
      );
      expect(second.store.item(acme)?.history).toHaveLength(2);
    } finally {
      await second.close();
    }
  });

  it('takes the state of a version that had no Connect server', async () => {
    const stateFile = join(folder, 'state.json');
    await (await startSeeded({ stateFile })).close();
    const { connect: _none, ...older } = z
      .looseObject({})
      .parse(JSON.parse(await readFile(stateFile, 'utf8')));
    await writeFile(stateFile, JSON.stringify(older));
    const sandbox = await startSeeded({ stateFile });
    const headers = { authorization: `Bearer ${sandbox.connect.token('latchkey-rw')}` };
    expect((await fetch(`${sandbox.connect.url}/v1/vaults`, { headers })).status).toBe(200);
    await sandbox.close();
  });

  it('leaves one private file and nothing half-written beside it', async () => {
    const sandbox = await startSeeded({ stateFile: join(folder, 'state.json') });
    await sandbox.close();
    expect(await readdir(folder)).toEqual(['state.json']);
    expect((await stat(join(folder, 'state.json'))).mode & 0o777).toBe(0o600);
  });
});

describe('a restart of the demo site', () => {
  const code = (at: number) => generate({ secret: demoUser.totpSecret, epoch: Math.floor(at / 1000) });
  const post = (url: string, form: Record<string, string>, cookie = '') =>
    fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { cookie }, redirect: 'manual' });
  const { username, password } = demoUser;

  it('keeps a lock, and refuses a code that was used before it', async () => {
    let at = Date.parse('2026-11-22T12:00:10Z');
    const options = { now: () => at, stateFile: join(folder, 'site.json') };
    const first = await startSite(options);
    const answerCode = async (url: string) => {
      const signIn = await post(`${url}/login`, { username, password });
      const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
      return post(`${url}/login/code`, { code: await code(at) }, cookie);
    };
    expect((await answerCode(first.url)).status).toBe(303);
    // Not closed: what a visitor was told must outlive a kill.
    const second = await startSite(options);
    const again = await answerCode(second.url);
    expect([again.status, await again.text()]).toEqual([401, expect.stringContaining('already used')]);
    for (const _ of [1, 2, 3, 4]) await post(`${second.url}/login`, { username, password: 'wrong' });
    await second.close();

    const third = await startSite(options);
    at += 60_000;
    expect((await post(`${third.url}/login`, { username, password })).status).toBe(423);
    await Promise.all([first.close(), third.close()]);
    expect((await stat(options.stateFile)).mode & 0o777).toBe(0o600);
  });

  it('has an address to connect to even when it listens everywhere', async () => {
    const site = await startSite({ host: '0.0.0.0' });
    expect(new URL(site.url).hostname).toBe('127.0.0.1');
    expect((await fetch(site.url)).ok).toBe(true);
    await site.close();
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
    await changePassword(addresses.site.url, 'changed-Before-Restart-1');
    first.disconnect();
    expect(await once(first, 'exit')).toEqual([0, null]);

    const second = await started();
    expect(await addressesOf()).toEqual(addresses);
    const users = await fetch(`${addresses.site.url}/control/users`);
    expect(await users.json()).toMatchObject([{ password: 'changed-Before-Restart-1' }]);
    const connect = { headers: { authorization: `Bearer ${addresses.connect_token_read_only}` } };
    expect(await (await fetch(`${addresses.connect_host}/v1/vaults`, connect)).json()).toHaveLength(1);
    expect((await promisify(execFile)(addresses.op_path, ['whoami'])).stdout).toContain('ada@acme.example');
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
  connect_host: z.url(),
  connect_token: z.string().startsWith('ey'),
  connect_token_read_only: z.string().startsWith('ey'),
  op_path: z.string(),
  site: z.strictObject({ url: z.url() }),
});

/** Behind the site's back: how a visitor does it is tested elsewhere. */
async function changePassword(siteUrl: string, password: string): Promise<void> {
  const url = `${siteUrl}/control/users/${demoUser.username}`;
  const response = await fetch(url, { method: 'PATCH', body: JSON.stringify({ password }) });
  expect(response.status).toBe(200);
}

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
