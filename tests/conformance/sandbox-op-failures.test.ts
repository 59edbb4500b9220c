import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { writeOpLauncher } from '@/lib/sandbox/op/launcher';
import { OpProcess } from './sandbox-op-process';
import { control } from './sandbox-session';

let op: OpProcess;
let sandbox: OnePasswordSandbox;
let automation: string;
let acme: string;

beforeAll(async () => {
  op = await OpProcess.start();
  sandbox = op.sandbox;
  automation = op.automation;
  acme = op.acme;
});
afterAll(() => op.close());
beforeEach(async () => {
  await control(sandbox, 'POST /reset');
});

describe('what goes wrong with op', () => {
  it('is one recorded line on stderr, nothing on stdout and exit code 1', async () => {
    const inVault = ['--vault', 'Automation'];
    expect(await op.failure(['item', 'get', 'Nope', ...inVault])).toBe(
      '"Nope" isn\'t an item in the "Automation" vault. Specify the item with its UUID, name, or domain.',
    );
    expect(await op.failure(['item', 'get', 'Nope'], op.readOnly)).toContain(
      '"Nope" isn\'t an item. Specify',
    );
    expect(await op.failure(['item', 'list', '--vault', 'Nope'])).toContain(
      '"Nope" isn\'t a vault in this account.',
    );
    expect(await op.failure(['item', 'get', 'Acme Prod Login'])).toBe(
      'a vault query must be provided when this command is called by a service account',
    );
    for (const _ of [1, 2]) await control(sandbox, 'POST /items', { vault: 'Automation', title: 'Twin' });
    expect(await op.failure(['item', 'get', 'twin', ...inVault])).toMatch(
      /^More than one item matches "twin"\. Try again .*: \n\t\* for the item "Twin" in vault Automation: [a-z2-7]{26}\n/,
    );
    expect(await op.failure(['item', 'get', 'Old Vendor Portal', ...inVault])).toContain("isn't an item");
    expect(await op.failure(['nonsense'])).toBe('unknown command "nonsense" for "op"');
    expect(await op.failure(['item', 'get', 'x', '--nonsense'])).toMatch(
      /^unknown flag: --nonsense\nUsage: {2}op /,
    );
    expect(await op.failure(['item', 'edit', acme, ...inVault], { ...op.readWrite, stdin: '{' })).toContain(
      'invalid JSON',
    );
  });

  it('with references says which one it could not read, and why', async () => {
    const read = (reference: string) => op.failure(['read', reference]);
    expect(await read('op://Automation/Acme Prod Login/nope')).toBe(
      "could not read secret 'op://Automation/Acme Prod Login/nope': item 'Automation/Acme Prod Login' does not have a field 'nope'",
    );
    expect(await read('op://Automation/Nope/password')).toBe(
      'could not read secret \'op://Automation/Nope/password\': could not get item Automation/Nope: "Nope" isn\'t an item in the "Automation" vault. Specify the item with its UUID, name, or domain.',
    );
    expect(await read('op://a/b')).toContain("too few '/'");
    expect(await read('op://a/b/c/d/e')).toContain("too many '/'");
    expect(await read('op://a/b/ü')).toBe('invalid character in secret reference');
  });

  it('with tokens tells a malformed from a deleted one; whoami notices only the former', async () => {
    const malformed = { env: { OP_SERVICE_ACCOUNT_TOKEN: 'ops_nonsense' } };
    expect(await op.failure(['whoami'], malformed)).toContain('failed to DecodeSACredentials');
    await control(sandbox, 'POST /accounts/latchkey-rw/revoke');
    expect(await op.failure(['vault', 'list'])).toContain('(403) (Forbidden (Service Account Deleted))');
    expect(await op.json(['whoami'])).toMatchObject({ user_type: 'SERVICE_ACCOUNT' });
  });

  it('at the limit names the minutes to wait, and the meter still answers', async () => {
    await control(sandbox, 'PUT /limits', { reads_per_hour: 2, writes_per_hour: 1 });
    expect(await op.failure(['item', 'get', 'Acme Prod Login', '--vault', 'Automation'])).toMatch(
      /^\(429\) Too Many Requests: .* Please retry in 60 minutes or try other requests\.$/,
    );
    expect(await op.json(['service-account', 'ratelimit'])).toMatchObject([
      {},
      { used: 2, remaining: 0 },
      {},
    ]);
    await control(sandbox, 'POST /reset');
    await control(sandbox, 'POST /throttle', { account: READ_WRITE_ACCOUNT, next: 1 });
    expect(await op.failure(['vault', 'list'])).toContain('(429)');
  });

  it('can be scripted: statuses, words, a killed process, noise, and an effect without an answer', async () => {
    const list = ['vault', 'list', '--format=json'];
    const fault = (body: object) => control(sandbox, 'POST /faults', { backend: 'cli', ...body });
    await fault({ route: '^OP vault list$', status: 409 });
    expect(await op.failure(list)).toBe('(409) Conflict: Internal server conflict');
    await fault({ destroy: true });
    expect(await op.run(list)).toEqual({ stdout: '', stderr: '', code: null, signal: 'SIGKILL' });
    const output = { stdout: '[]\n', stderr: '[WARNING] a newer version is there\n', exit_code: 0 };
    await fault({ output });
    expect(await op.run(list)).toMatchObject({ stdout: '[]\n', stderr: output.stderr, code: 0 });
    await fault({ destroy: true, after_effect: true });
    await op.run(['item', 'edit', acme, '--vault', automation, 'password=written']);
    expect(op.contentOf(acme)?.fields[1]?.value).toBe('written');
    expect(
      await op.failure(list, { env: { ...op.readWrite.env, OP_CONNECT_HOST: 'h', OP_CONNECT_TOKEN: 't' } }),
    ).toContain('would take precedence');
  });

  it('is said in the same form when the sandbox is not there', async () => {
    const folder = join(op.folder, 'nowhere');
    const other = writeOpLauncher({ folder, url: 'http://127.0.0.1:9', program: op.program });
    const { stdout, stderr, code } = await op.run(['vault', 'list'], {}, other);
    expect([stdout, code]).toEqual(['', 1]);
    expect(stderr).toMatch(/^\[ERROR] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d error initializing client: /);
  });
});
