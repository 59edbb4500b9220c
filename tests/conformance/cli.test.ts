import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { type CliProvider, createCliProvider } from '@/lib/secrets/onepassword/cli/cli-provider';
import type { CliMode } from '@/lib/secrets/onepassword/cli/op-session';
import { eventually } from '@/tests/support/eventually';
import { providerSuite } from './provider-suite';
import { expectKind, World } from './provider-world';
import { RecordedOp } from './recorded-op';
import { control, isDelayed, startSeeded } from './sandbox-session';

const ITEM_READ = 'OP item get';
const everyCommandLine: string[] = [];
const everyEnvironment = new Set<string>();
const ownTemporaryFolder = mkdtempSync(join(tmpdir(), 'cli-conformance-'));
afterAll(() => rmSync(ownTemporaryFolder, { recursive: true }));

providerSuite({
  name: 'the op command with a service account token',
  create: async () => {
    // What a developer's shell may have set, and what must not reach the command.
    vi.stubEnv('OP_CONNECT_HOST', 'http://127.0.0.1:9');
    vi.stubEnv('OP_CONNECT_TOKEN', 'connect-token');
    vi.stubEnv('OP_DEBUG', 'true');
    vi.stubEnv('TMPDIR', ownTemporaryFolder);
    const sandbox = await startSeeded();
    const op = await RecordedOp.create(sandbox.url);
    const provider = (account: string) =>
      providerOf(op, { kind: 'service_account', token: Secret.of(sandbox.token(account)) });
    const close = async () => {
      everyCommandLine.push(...op.commandLines());
      for (const name of await environmentNames(sandbox)) everyEnvironment.add(name);
      await op.close();
      await sandbox.close();
    };
    return {
      sandbox: { ...sandbox, close },
      provider: provider(READ_WRITE_ACCOUNT),
      readOnly: provider(READ_ONLY_ACCOUNT),
      itemRead: ITEM_READ,
      hidesPasskeys: true,
    };
  },
});

describe('what other users of the machine could see of it', () => {
  it.runIf(process.platform === 'linux')('no command line had a token, a password or a code in it', () => {
    expect(everyCommandLine.length).toBeGreaterThan(50);
    const written = everyCommandLine.filter((line) => line.includes('item\nedit'));
    expect(written.length).toBeGreaterThan(5);
    const secret = /ops_|Pass-|pass-\d|otpauth|Harbor|Prism|Glacier|\b\d{6}\b/;
    expect(everyCommandLine.filter((line) => secret.test(line))).toEqual([]);
  });

  it('the command got none of our environment but what it needs', () => {
    expect([...everyEnvironment].filter((name) => /^OP_/.test(name)).toSorted()).toEqual([
      'OP_BIOMETRIC_UNLOCK_ENABLED',
      'OP_CACHE',
      'OP_CONFIG_DIR',
      'OP_LOAD_DESKTOP_APP_SETTINGS',
      'OP_SERVICE_ACCOUNT_TOKEN',
    ]);
    expect([...everyEnvironment].filter((name) => /VITEST|DATABASE|LATCHKEY/.test(name))).toEqual([]);
  });

  it('its configuration folders are gone', () => {
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`latchkey-op-${process.pid}-`))).toEqual(
      [],
    );
  });
});

describe('the op command', () => {
  let op: RecordedOp;
  let world: World;
  let provider: CliProvider;
  beforeAll(async () => {
    const sandbox = await startSeeded();
    op = await RecordedOp.create(sandbox.url);
    const token = Secret.of(sandbox.token(READ_WRITE_ACCOUNT));
    provider = providerOf(op, { kind: 'service_account', token });
    world = new World({ sandbox, provider, itemRead: ITEM_READ });
  });
  afterEach(() => world.calmDown());
  afterAll(async () => {
    await world.close();
    await op.close();
  });

  const printed = (output: { stdout?: string; stderr?: string; exit_code: number }) =>
    control(world.sandbox, 'POST /faults', { backend: 'cli', route: ITEM_READ, output });
  const read = () => provider.readLogin(world.named('Acme Prod Login'));

  it('tells the budget that 1Password reports, and goes on counting from there', async () => {
    await read();
    const reported = await provider.readRateLimit();
    expect(reported).toMatchObject({
      source: 'reported',
      hour: { limit: 10_000 },
      hourlyWrites: { used: 0, limit: 1_000 },
      day: { limit: 50_000 },
    });
    await read();
    expect(provider.rateBudget()?.hour.used).toBe((reported?.hour.used ?? 0) + 1);
  });

  it('many logins are read one by one, with errors in their places', async () => {
    const gone = { ...world.named('Acme Prod Login'), itemId: 'a'.repeat(26) };
    const asked = [gone, world.named('Team Calendar'), world.named('Northwind Orders')];
    const answers = await provider.readLogins(asked);
    expect(answers.map(({ reference }) => reference)).toEqual(asked);
    const told = answers.map(({ outcome }) => ('kind' in outcome ? outcome.kind : outcome.title));
    expect(told).toEqual(['not_found', 'Team Calendar', 'Northwind Orders']);
  });

  it('a revoked token ends a reading of many with one error instead of one for each', async () => {
    await control(world.sandbox, `POST /accounts/${READ_WRITE_ACCOUNT}/revoke`);
    await expectKind(provider.readLogins([world.named('Team Calendar')]), 'unauthorised');
    await control(world.sandbox, `POST /accounts/${READ_WRITE_ACCOUNT}/restore`);
  });

  it('a warning on stderr does not spoil an answer; other output and sudden ends are told apart', async () => {
    await printed({ stdout: 'Update available: 2.99', exit_code: 0 });
    await expectKind(read(), 'malformed');
    await printed({ stdout: '', stderr: 'panic: runtime error: index out of range', exit_code: 2 });
    await expectKind(read(), 'unavailable');
    const full = await read();
    expect(full.title).toBe('Acme Prod Login');
  });

  it('what is written is refused when somebody else wrote in the same moment', async () => {
    const reference = world.add('Overtaken', { password: 'old-Pass-1' });
    const edit = { backend: 'cli', route: 'OP item edit', delay_ms: 600_000 };
    await control(world.sandbox, 'POST /faults', edit);
    const writing = provider.writeFields(reference, 1, { rotationMarker: 'mine' });
    const waiting = expectKind(writing, 'conflict');
    await eventually(() => isDelayed(world.sandbox));
    world.edit(reference, { password: 'human-Pass-5' });
    await control(world.sandbox, 'POST /faults/let-go');
    await waiting;
  });

  it.each(['drops_field', 'changes_type', 'reorders', 'loses_sections', 'reveals_concealed'])(
    'a write that %s is found out',
    async (kind) => {
      const reference = world.add(`Lossy ${kind}`, {
        username: 'ada',
        password: 'old-Pass-1',
        fields: [
          { label: 'Customer', value: 'C-1', type: 'concealed', section: 'Account' },
          { label: 'Branch', value: 'B-2', type: 'text', section: 'Account' },
        ],
      });
      await control(world.sandbox, 'POST /lossy', { kind, backend: 'cli' });
      await expectKind(provider.writeFields(reference, 1, { rotationMarker: 'r' }), 'lossy');
    },
  );

  it('without the word of the operator nothing is written, since a passkey would be lost unseen', async () => {
    const token = Secret.of(world.sandbox.token(READ_WRITE_ACCOUNT));
    const careful = createCliProvider({
      opPath: op.path,
      mode: { kind: 'service_account', token },
      clock: systemClock,
      allowedHosts: ['127.0.0.1:*'],
    });
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' as const, section: '' }];
    const reference = world.add('With passkey', { password: 'old-Pass-1', fields });
    expect(careful.capabilities.write).toBe('none');
    expect((await careful.readLogin(reference)).editable.ok).toBe(false);
    expect((await careful.checkWriteAccess(reference.vaultId, { probe: true })).verdict).toBe('no');
    await expectKind(careful.writeFields(reference, 1, { rotationMarker: 'r' }), 'unsupported');
    expect(world.stored(reference).version).toBe(1);
    await careful.close();
  });

  it('a token that names a host of nobody we know is refused before anything is started', async () => {
    const before = op.commandLines().filter((line) => !line.includes('--version')).length;
    const token = Secret.of(world.sandbox.token(READ_WRITE_ACCOUNT));
    const mode: CliMode = { kind: 'service_account', token };
    const elsewhere = createCliProvider({ opPath: op.path, mode, clock: systemClock });
    await expectKind(elsewhere.check(), 'unsupported');
    const damaged: CliMode = { kind: 'service_account', token: Secret.of('ops_eyJh') };
    await expectKind(
      createCliProvider({ opPath: op.path, mode: damaged, clock: systemClock }).check(),
      'unauthorised',
    );
    expect(op.commandLines().filter((line) => !line.includes('--version'))).toHaveLength(before);
  });

  it('the person signed in on this machine is used when that is asked for, without a budget', async () => {
    const person = providerOf(op, { kind: 'account', account: 'acme' });
    expect((await person.check()).vaults.map(({ title }) => title)).toEqual(['Automation', 'Shared']);
    expect((await person.listItems()).length).toBeGreaterThan(5);
    expect([person.rateBudget(), await person.readRateLimit()]).toEqual([null, null]);
    const stranger = providerOf(op, { kind: 'account', account: 'globex' });
    await expectKind(stranger.check(), 'unauthorised');
  });
});

function providerOf(op: RecordedOp, mode: CliMode): CliProvider {
  return createCliProvider({
    opPath: op.path,
    mode,
    clock: systemClock,
    allowedHosts: ['127.0.0.1:*'],
    itemsHaveNoPasskeys: true,
  });
}

const logSchema = z.object({
  requests: z.array(z.object({ environment: z.array(z.string()).optional() })),
});

async function environmentNames(sandbox: OnePasswordSandbox): Promise<string[]> {
  const { answer } = await control(sandbox, 'GET /log');
  return logSchema.parse(answer).requests.flatMap(({ environment }) => environment ?? []);
}
