import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCommand, type Ended, type Started, startCommand } from '@/tests/support/built-command';
import { type ClientWorld, ROBOT, startClientWorld } from '@/tests/support/client-world';
import { eventually } from '@/tests/support/eventually';

let world: ClientWorld;
const folder = mkdtempSync(join(tmpdir(), 'latchkey-command-'));

beforeAll(async () => {
  await buildCommand();
  world = await startClientWorld();
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world?.close();
});

function latchkey(args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  return startCommand(args, { ...world.environment, ...more }).ended;
}

/** Runs a line of JavaScript with these variables, through `latchkey run`. */
function run(code: string, variables: Record<string, string> = {}, wishes: string[] = []): Started {
  const args = ['run', ...wishes, '--', process.execPath, '-e', code];
  return startCommand(args, { ...world.environment, ...variables });
}

const LOGIN = { APP_USER: 'lk://robot/username', APP_PASSWORD: 'lk://robot/password' };

describe('latchkey run', () => {
  test('puts values where references stood, and leaves all other variables alone', async () => {
    const check = `process.exit(process.env.APP_USER === ${JSON.stringify(ROBOT.username)} &&
      process.env.APP_PASSWORD === ${JSON.stringify(ROBOT.password)} && process.env.PLAIN === 'as it is' ? 0 : 9)`;
    const { code, stderr } = await run(check, { ...LOGIN, PLAIN: 'as it is' }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('hides the values in what the command prints: encoded, cut in two, on both outputs', async () => {
    const code = `
      const p = process.env.APP_PASSWORD, half = Math.floor(p.length / 2);
      console.log('plain', p);
      console.log('base64', Buffer.from('user:' + p).toString('base64'));
      console.log('query', encodeURIComponent(p));
      console.error('json', JSON.stringify({ p }));
      process.stdout.write('cut ' + p.slice(0, half));
      setTimeout(() => process.stdout.write(p.slice(half) + ' end\\n'), 50);`;
    const { stdout, stderr } = await run(code, LOGIN).ended;
    const printed = stdout.toString() + stderr;
    expect(printed).toContain('plain [secret]\n');
    expect(printed).toContain('cut [secret] end\n');
    expect(printed).toContain('{"p":"[secret]"}');
    expect(printed).not.toContain('Kranich');
    expect(printed).not.toContain(encodeURIComponent(ROBOT.password));
    expect(printed).not.toContain(Buffer.from(ROBOT.password).toString('base64').slice(8, 30));
  });

  test('passes any other output byte for byte, and much of it', async () => {
    const code =
      'const b = Buffer.from(Array.from({ length: 256 }, (_, i) => i)); for (let i = 0; i < 4096; i++) process.stdout.write(b)';
    const { stdout } = await run(code, LOGIN).ended;
    expect(
      stdout.equals(
        Buffer.concat(
          Array.from({ length: 4096 }, () => Buffer.from(Array.from({ length: 256 }, (_, i) => i))),
        ),
      ),
    ).toBe(true);
  });

  test('shows no value among the arguments of any process, and keeps its own keys to itself', async () => {
    const code = `
      const { readFileSync } = require('node:fs');
      for (const pid of [process.pid, process.ppid]) console.log(readFileSync('/proc/' + pid + '/cmdline', 'latin1'));
      console.log(Object.keys(process.env).filter((name) => name.startsWith('LATCHKEY')).join());`;
    const started = run(code, LOGIN, ['--no-masking']);
    const printed = (await started.ended).stdout.toString('latin1');
    expect(printed).toContain('latchkey.mjs');
    for (const value of [ROBOT.password, world.options.key, world.options.encryptionKey])
      expect(printed).not.toContain(value);
    expect(printed.trim().split('\n').at(-1)).toBe('LATCHKEY_URL');
    const print = 'console.log(process.env.LATCHKEY_API_KEY.length, JSON.stringify(process.env))';
    const kept = (await run(print, {}, ['--keep-keys']).ended).stdout.toString();
    expect(kept).toMatch(/^43 .*"LATCHKEY_API_KEY":"\[secret\]"/);
    expect(kept).not.toContain(world.options.encryptionKey);
  });

  test('ends as the command ends: with its code, or by its signal', async () => {
    expect(await run('process.exit(7)').ended).toMatchObject({ code: 7, signal: null });
    expect(await run("process.kill(process.pid, 'SIGKILL')").ended).toMatchObject({
      code: null,
      signal: 'SIGKILL',
    });
  });

  test('passes signals on and waits for what the command makes of them', async () => {
    const started = run(
      "process.on('SIGTERM', () => { console.log('cleaning up'); setTimeout(() => process.exit(3), 50); }); console.log('ready'); setInterval(() => {}, 1000)",
    );
    await eventually(() => started.printed().includes('ready'));
    started.kill('SIGTERM');
    const ended = await started.ended;
    expect(ended).toMatchObject({ code: 3, signal: null });
    expect(ended.stdout.toString()).toBe('ready\ncleaning up\n');
    const ignorant = run("console.log('ready'); setInterval(() => {}, 1000)");
    await eventually(() => ignorant.printed().includes('ready'));
    ignorant.kill('SIGINT');
    expect(await ignorant.ended).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  test('ends a command that prints on when nobody reads it any more, as a pipe does', async () => {
    const args = ['run', '--', 'sh', '-c', 'while :; do echo "$APP_PASSWORD"; done'];
    const started = startCommand(args, { ...world.environment, ...LOGIN, PATH: process.env.PATH ?? '' });
    await eventually(() => started.printed().includes('[secret]\n'));
    started.stopReading();
    expect(await started.ended).toMatchObject({ code: 128 + constants.signals.SIGPIPE });
  });

  test('hands its input on, and shows a prompt before it is answered', async () => {
    const started = run(
      "process.stdout.write('Name? '); process.stdin.once('data', (d) => { console.log('Hello ' + d); process.exit() })",
      LOGIN,
    );
    await eventually(() => started.printed() === 'Name? ');
    started.type('Ada');
    expect((await started.ended).stdout.toString()).toBe('Name? Hello Ada\n');
  });

  test('reads references from a file that can be shared', async () => {
    const file = join(folder, 'app.env');
    writeFileSync(
      file,
      '# of the app\nexport A="lk://robot/username"\n\nB = lk://acme-prod/field/REF\n'.replace(
        'REF',
        `${world.refOf('Acme Prod Login')}/username`,
      ),
    );
    const { stdout, stderr } = await run('console.log(process.env.A.length, process.env.B.length)', {}, [
      '--env-file',
      file,
    ]).ended;
    expect(stderr).toBe('');
    expect(stdout.toString()).toBe(`${ROBOT.username.length} ${'ada@acme.example'.length}\n`);
  });

  test('says that a reference among the arguments stays one', async () => {
    const { stderr, stdout } = await latchkey(['run', '--', 'echo', 'lk://robot/password']);
    expect(stdout.toString()).toBe('lk://robot/password\n');
    expect(stderr).toContain('is an argument and stays as it is');
  });
});

describe('latchkey otp and whoami', () => {
  test('print a fresh code alone, and who the key is', async () => {
    const code = await latchkey(['otp', 'acme-prod']);
    expect(code.stderr).toBe('');
    expect(code.stdout.toString()).toMatch(/^\d{6}\n$/);
    const who = await latchkey(['whoami']);
    expect(who.code).toBe(0);
    expect(who.stdout.toString()).toContain('Olga Works');
    expect(who.stdout.toString()).toMatch(/May +secrets:resolve\n/);
    expect(who.stdout.toString()).toMatch(/Encryption key +fits\n/);
  });

  test('whoami tells a wrong encryption key before anything is resolved', async () => {
    const { code, stdout, stderr } = await latchkey(['whoami'], { LATCHKEY_ENCRYPTION_KEY: 'ab'.repeat(32) });
    expect(code).toBe(1);
    expect(stdout.toString()).toContain('does not fit this workspace');
    expect(stderr).toContain('Copy the API encryption key again');
  });
});

describe('a configuration file', () => {
  const file = join(folder, 'config.json');
  const bare = () => ({ PATH: process.env.PATH ?? '', HOME: '/nonexistent' });

  test('stands in for the environment when only its owner can read it', async () => {
    const { url, key, encryptionKey } = world.options;
    writeFileSync(file, JSON.stringify({ url, key, encryption_key: encryptionKey }), { mode: 0o600 });
    expect((await startCommand(['whoami', '--config', file], bare()).ended).code).toBe(0);
  });

  test('is refused when others can, or when it is not right, without showing what stands in it', async () => {
    const open = join(folder, 'open.json');
    writeFileSync(open, '{}', { mode: 0o644 });
    const refused = await startCommand(['whoami', '--config', open], bare()).ended;
    expect(refused.stderr).toContain(`chmod 600 ${open}`);
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, '{"key": "lk_do-not-show", "urll": 1}', { mode: 0o600 });
    const { code, stderr } = await startCommand(['whoami', '--config', wrong], bare()).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('not right');
    expect(stderr).not.toContain('do-not-show');
  });
});

describe('mistakes are answered with the next step', () => {
  test.each([
    ['no command', ['run'], {}, 2, 'latchkey run -- npm test'],
    ['an unknown verb', ['reveal'], {}, 2, 'There is no command reveal'],
    ['an unknown option', ['otp', '--seed', 'x'], {}, 2, '--seed'],
    ['a program that is not there', ['run', '--', 'no-such-program'], {}, 127, 'was not found'],
    ['a file that is no program', ['run', '--', '/etc/passwd'], {}, 126, 'may not be executed'],
    ['an unknown entry', ['otp', 'nobody'], {}, 1, 'There is no entry nobody'],
    [
      'an unknown entry among several',
      ['run', '--', 'true'],
      { ...LOGIN, B: 'lk://nobody/password' },
      1,
      'one is not in this workspace: robot, nobody',
    ],
    [
      'an unknown part',
      ['run', '--', 'true'],
      { A: 'lk://robot/seed' },
      1,
      'names a part that does not exist',
    ],
    ['an entry without codes', ['otp', 'robot'], {}, 1, 'no one-time password'],
    ['a server that is away', ['whoami'], { LATCHKEY_URL: 'http://127.0.0.1:9' }, 1, 'could not be reached'],
    ['something else that answers', ['whoami'], { LATCHKEY_URL: 'SITE' }, 1, 'Check LATCHKEY_URL'],
    ['a key that is not valid', ['whoami'], { LATCHKEY_API_KEY: 'lk_x' }, 1, 'API key is not valid'],
    ['a key over plain http', ['whoami'], { LATCHKEY_URL: 'http://example.com' }, 1, 'in plain text'],
    ['a key given twice', ['whoami'], { LATCHKEY_API_KEY_FILE: '/x' }, 1, 'are both set'],
    [
      'a wrong encryption key',
      ['run', '--', 'true'],
      { A: 'lk://robot/password', LATCHKEY_ENCRYPTION_KEY: 'ab'.repeat(32) },
      1,
      'does not open with this encryption key',
    ],
  ] as const)('%s', async (_name, args, more, code, words) => {
    const environment = Object.fromEntries(
      Object.entries<string>(more).map(([name, value]) => [name, value.replace('SITE', world.site.url)]),
    );
    const ended = await latchkey(args, environment);
    expect(ended.stderr).toContain(words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toContain(world.options.key);
  });
});
