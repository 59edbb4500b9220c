import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { type CliProvider, createCliProvider } from '@/lib/secrets/onepassword/cli/cli-provider';
import type { CliMode } from '@/lib/secrets/onepassword/cli/op-session';
import { runOp } from '@/lib/secrets/onepassword/cli/run-op';
import type { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { eventually } from '../support/eventually';
import { FakeOp, isAlive } from '../support/fake-op';
import { ManualClock } from '../support/manual-clock';
import { serviceAccountTokenText } from '../support/service-account-token';

const TOKEN = serviceAccountTokenText();
const SERVICE_ACCOUNT: CliMode = { kind: 'service_account', token: Secret.of(TOKEN) };
const PERSON: CliMode = { kind: 'account', account: 'acme' };
const REFERENCE = { vaultId: 'v'.repeat(26), itemId: 'i'.repeat(26) };
/** Neither the script nor the process that it starts ends when asked to. */
const STUBBORN = `
trap '' TERM
echo $$ > "$D/parent"
sh -c "trap '' TERM; echo \\$\\$ > '$D/grandchild'; while :; do sleep 1; done" &
while :; do sleep 1; done`;

let op: FakeOp;
let clock: ManualClock;
let open: CliProvider[];

beforeEach(() => {
  op = new FakeOp();
  clock = new ManualClock();
  open = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  const closing = Promise.all(open.map((provider) => provider.close()));
  await moveClockUntil(() => closing.then(() => true));
  op.remove();
});

function provider(mode: CliMode = PERSON, opPath = op.path): CliProvider {
  const created = createCliProvider({ opPath, mode, clock });
  open.push(created);
  return created;
}

const failureOf = (call: Promise<unknown>): Promise<SecretProviderError> =>
  call.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: SecretProviderError) => error,
  );

/** Lets the injected time pass for as long as it takes: processes do not live by it. */
async function moveClockUntil(done: () => Promise<boolean> | boolean): Promise<void> {
  let settled = false;
  const waiting = eventually(done).finally(() => {
    settled = true;
  });
  await eventually(() => {
    clock.advance(1_000);
    return settled;
  });
  await waiting;
}

describe('an op that hangs and does not listen', () => {
  async function started(): Promise<{ parent: string; grandchild: string }> {
    const parent = await eventually(() => op.note('parent'));
    const grandchild = await eventually(() => op.note('grandchild'));
    return { parent, grandchild };
  }

  it('is stopped after fifteen seconds, and what it started with it', async () => {
    op.install(STUBBORN);
    const failure = failureOf(provider().readLogin(REFERENCE));
    const { parent, grandchild } = await started();
    clock.advance(14_999);
    expect([isAlive(parent), isAlive(grandchild)]).toEqual([true, true]);
    await moveClockUntil(() => !isAlive(parent) && !isAlive(grandchild));
    expect((await failure).kind).toBe('timeout');
  });

  it('is stopped when its caller gives up, who does not wait for that', async () => {
    op.install(STUBBORN);
    const leaving = new AbortController();
    const failure = failureOf(provider().readLogin(REFERENCE, { signal: leaving.signal }));
    const { parent, grandchild } = await started();
    leaving.abort();
    expect((await failure).kind).toBe('timeout');
    await moveClockUntil(() => !isAlive(parent) && !isAlive(grandchild));
  });

  it('is stopped when the connection is closed, and its configuration folder removed', async () => {
    vi.stubEnv('TMPDIR', op.folder);
    op.install(`stat -c '%a' "$OP_CONFIG_DIR" > "$D/mode"\n${STUBBORN}`);
    const connection = provider(SERVICE_ACCOUNT);
    const failure = failureOf(connection.readLogin(REFERENCE));
    const { parent, grandchild } = await started();
    expect(op.note('mode')).toBe('700');
    const closed = connection.close();
    await moveClockUntil(() => closed.then(() => true));
    expect((await failure).kind).toBe('unavailable');
    await eventually(() => !isAlive(parent) && !isAlive(grandchild));
    expect(readdirSync(op.folder).filter((name) => name.startsWith('latchkey-op-'))).toEqual([]);
  });
});

describe('what an op prints', () => {
  it('is not kept beyond a mebibyte, and a command that goes on printing is stopped', async () => {
    op.install('echo $$ > "$D/parent"\nwhile :; do head -c 65536 /dev/zero; done');
    const failure = failureOf(provider().readLogin(REFERENCE));
    await moveClockUntil(() => failure.then(() => true));
    expect((await failure).kind).toBe('malformed');
    const parent = await eventually(() => op.note('parent'));
    await eventually(() => !isAlive(parent));
  });

  it('on stderr is rid of the token, of the values of the call and of whatever looks like a token', async () => {
    const other = `ops_eyJ${'a'.repeat(40)}`;
    op.install(`echo "[ERROR] $OP_SERVICE_ACCOUNT_TOKEN and next-Pass-9 and ${other}" >&2\nexit 1`);
    const outcome = await runOp(
      {
        path: op.path,
        args: ['item', 'edit'],
        environment: { PATH: process.env.PATH ?? '' },
        token: Secret.of(TOKEN),
        secrets: [Secret.of('next-Pass-9')],
        maxBytes: 1_000,
      },
      systemClock,
    );
    expect(outcome.stderr).toBe('[ERROR] [secret] and [secret] and [secret]\n');
  });

  it('never gets into an error or a log line', async () => {
    op.install(`echo "[ERROR] canary-7f3 $OP_SERVICE_ACCOUNT_TOKEN" >&2\nexit 1`);
    const lines: string[] = [];
    const log = { warn: (fields: object, text: string) => void lines.push(JSON.stringify({ fields, text })) };
    const logged = createCliProvider({ opPath: op.path, mode: SERVICE_ACCOUNT, clock, log });
    const error = await failureOf(logged.readLogin(REFERENCE));
    expect(error.kind).toBe('unavailable');
    expect(lines).toEqual(['{"fields":{"exitCode":1,"command":"item get"},"text":"the op command failed"}']);
    expect(`${error.stack}${error.nextStep}${JSON.stringify(error)}${lines.join()}`).not.toMatch(
      /canary|ops_/,
    );
    await logged.close();
  });

  it('is read from a command whose stdin is closed', async () => {
    op.install('cat > "$D/stdin"; echo done > "$D/end"; exit 1');
    await failureOf(provider().readLogin(REFERENCE));
    expect([op.note('stdin'), op.note('end')]).toEqual(['', 'done']);
  });
});

describe('the op of this machine', () => {
  const ITEMS = `echo '[]'`;

  it('that is missing is named with what to do, and found as soon as it is there', async () => {
    const connection = provider();
    const error = await failureOf(connection.check());
    expect([error.kind, error.retryable]).toEqual(['unavailable', false]);
    expect(error.message).toMatch(/not found/);
    expect(error.nextStep).toMatch(/Install the 1Password CLI.*OP_PATH/);
    op.install(ITEMS);
    expect(await connection.check()).toEqual({ vaults: [] });
  });

  it('is looked up on the PATH when it is given without a folder', async () => {
    op.install(ITEMS);
    vi.stubEnv('PATH', `${op.folder}:${process.env.PATH}`);
    expect(await provider(PERSON, 'op').check()).toEqual({ vaults: [] });
  });

  it('is asked for its version once a minute', async () => {
    op.install(ITEMS);
    const connection = provider();
    await Promise.all([connection.check(), connection.check(), connection.listItems()]);
    clock.advance(59_000);
    await connection.check();
    expect(op.note('versions')).toBe('asked');
    clock.advance(2_000);
    await connection.check();
    expect(op.note('versions')).toBe('asked\nasked');
  });

  it.each([
    ['1.12.9', PERSON, 'unsupported'],
    ['2.17.0', SERVICE_ACCOUNT, 'unsupported'],
    ['3.0.0', PERSON, 'unsupported'],
    ['operator 1.0', PERSON, 'unavailable'],
  ] as const)('of version %s is refused', async (version, mode, kind) => {
    op.install(ITEMS, version);
    expect((await failureOf(provider(mode).check())).kind).toBe(kind);
  });

  it('runs no more than twice at a time', async () => {
    op.install(`
touch "$D/running-$$"; ls "$D" | grep -c ^running- >> "$D/counts"
while [ ! -e "$D/go" ]; do sleep 0.02; done
rm "$D/running-$$"; echo '[]'`);
    const connection = provider();
    const reading = Promise.all(Array.from({ length: 5 }, () => connection.listItems()));
    await eventually(() => op.notes('running-').length === 2);
    op.put('go');
    await reading;
    const counts = op.note('counts')?.split('\n') ?? [];
    expect(counts).toHaveLength(5);
    expect(Math.max(...counts.map(Number))).toBe(2);
  });
});
