import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUser } from '@/lib/sandbox/demo-user';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { OpProcess } from './sandbox-op-process';
import { control, itemIdOf } from './sandbox-session';

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

const asPerson = { env: {} };

describe('the op stand-in reads', () => {
  it('is an executable file that needs nothing but node on the PATH', async () => {
    expect((await stat(op.path)).mode & 0o777).toBe(0o755);
    expect((await op.run(['--version'])).stdout).toBe('2.30.3\n');
  });

  it('vaults and items, with the user name as additional information', async () => {
    expect(await op.json(['vault', 'list'])).toMatchObject([{ id: automation, name: 'Automation' }, {}]);
    expect(await op.json(['vault', 'list'], op.readOnly)).toHaveLength(1);
    expect(await op.json(['vault', 'list', '--permission', 'edit_items'], op.readOnly)).toEqual([]);
    const items = await op.json(['item', 'list', '--vault', automation]);
    expect(items).toHaveLength(5);
    expect(z.array(z.unknown()).parse(items)[0]).toMatchObject({
      id: acme,
      category: 'LOGIN',
      additional_information: demoUser.username,
    });
    expect(JSON.stringify(items)).not.toContain(demoUser.password);
    const archive = [
      'item',
      'list',
      '--include-archive',
      '--vault=Automation',
      '--categories',
      'Login,Password',
    ];
    expect(await op.json(archive)).toHaveLength(6);
  });

  it('an item with fields, references and a live code', async () => {
    const item = await op.json(['item', 'get', acme, '--vault', automation]);
    expect(item).toMatchObject({
      id: acme,
      version: 1,
      vault: { id: automation, name: 'Automation' },
      fields: [
        { id: 'username', purpose: 'USERNAME', reference: 'op://Automation/Acme Prod Login/username' },
        { id: 'password', purpose: 'PASSWORD', value: demoUser.password },
        { id: 'notesPlain', purpose: 'NOTES' },
        {
          type: 'OTP',
          totp: expect.stringMatching(/^\d{6}$/),
          reference: 'op://Automation/Acme Prod Login/add more/one-time password',
        },
      ],
    });
  });

  it('a code, chosen fields and references', async () => {
    const code = generateSync({ secret: demoUser.totpSecret, epoch: Math.floor(op.now / 1000) });
    expect((await op.run(['item', 'get', acme, '--vault', automation, '--otp'])).stdout).toBe(`${code}\n`);
    const read = async (reference: string, ...more: string[]) =>
      (await op.run(['read', reference, ...more])).stdout;
    expect(await read(`op://${automation}/${acme}/one-time password?attribute=otp`, '-n')).toBe(code);
    expect(await read('op://automation/globex billing/ACCOUNT/customer number')).toBe('GBX-204817\n');
    const one = ['item', 'get', acme, '--vault', automation, '--fields', 'label=password'];
    expect(await op.json(one)).toMatchObject({ id: 'password', value: demoUser.password });
    expect((await op.run(one)).stdout).toContain('--reveal');
    expect((await op.run([...one, '--reveal'])).stdout).toBe(`${demoUser.password}\n`);
    const two = ['item', 'get', acme, '--vault', automation, '--fields', 'username,type=otp'];
    expect(await op.json(two)).toMatchObject([{ id: 'username' }, { type: 'OTP' }]);
  });

  it('what costs requests and what does not, as documented', async () => {
    await op.run(['item', 'get', acme, '--vault', automation]);
    await op.run(['item', 'get', 'Acme Prod Login', '--vault', 'Automation']);
    await op.run(['whoami']);
    expect(await op.json(['service-account', 'ratelimit'])).toMatchObject([
      { type: 'token', action: 'write', limit: 1000, used: 0, reset: 0 },
      { type: 'token', action: 'read', used: 4, remaining: 9996, reset: 3600 },
      { type: 'account', action: 'read_write', limit: 50_000, used: 4, reset: 86_400 },
    ]);
  });

  it('as the person who is signed in, when there is no token', async () => {
    expect(await op.json(['whoami'], asPerson)).toMatchObject({ email: 'ada@acme.example' });
    expect(await op.json(['item', 'get', 'Team Calendar'], asPerson)).toMatchObject({
      title: 'Team Calendar',
    });
    const env = { OP_ACCOUNT: 'https://acme.1password.example', OP_FORMAT: 'json' };
    expect(JSON.parse((await op.run(['vault', 'list'], { env })).stdout)).toHaveLength(2);
    expect(await op.failure(['vault', 'list', '--account', 'other'], asPerson)).toBe(
      'no account found for filter other',
    );
    await control(sandbox, 'PUT /cli/profile', { signed_in: false });
    expect(await op.failure(['vault', 'list'], asPerson)).toContain('not currently signed in');
  });
});

describe('the op stand-in writes', () => {
  it('what an assignment or the generator says, and keeps all else with a passkey', async () => {
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' }];
    await control(sandbox, `PATCH /items/${acme}`, { fields });
    const edit = ['item', 'edit', acme, '--vault', automation];
    const item = await op.json([
      ...edit,
      '--generate-password=letters,digits,20',
      String.raw`Rota\.tion.state[text]=on`,
    ]);
    expect(item).toMatchObject({ version: 3, updated_at: expect.stringMatching(/\.\d{6}[+-]\d\d:\d\d$/) });
    expect(op.contentOf(acme)?.fields.map((field) => [field.label, field.type])).toEqual([
      ['username', 'text'],
      ['password', 'concealed'],
      ['one-time password', 'totp'],
      ['passkey', 'unsupported'],
      ['state', 'text'],
    ]);
    expect(op.contentOf(acme)?.fields[1]?.value).toMatch(/^[a-zA-Z\d]{20}$/);
    expect(op.contentOf(acme)?.sections.map(({ title }) => title)).toContain('Rota.tion');
    expect(item).toMatchObject({
      fields: [{}, { password_details: { history: [demoUser.password] } }, {}, {}, {}],
    });
  });

  it('a template from stdin replaces the item, and no secret is among the arguments or in the log', async () => {
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' }];
    await control(sandbox, `PATCH /items/${acme}`, { fields });
    const edit = ['item', 'edit', acme, '--vault', automation];
    const item = await op.json(['item', 'get', acme, '--vault', automation]);
    const stdin = JSON.stringify(item).replace(demoUser.password, 'piped-Secret-1');
    expect(await op.json(edit, { stdin })).toMatchObject({ version: 3, tags: ['production'] });
    expect(op.contentOf(acme)?.fields.map(({ value }) => value)).toContain('piped-Secret-1');
    expect(op.contentOf(acme)?.fields.map(({ label }) => label)).not.toContain('passkey');

    const { answer } = await control(sandbox, 'GET /log');
    expect(answer).toMatchObject({
      requests: [
        { backend: 'cli', account: READ_WRITE_ACCOUNT, method: 'OP', path: 'item get', status: 0 },
        { path: 'item edit', argv: [...edit, '--format', 'json'], environment: expect.any(Array) },
      ],
    });
    expect(JSON.stringify(answer)).toContain('OP_SERVICE_ACCOUNT_TOKEN');
    expect(JSON.stringify(answer)).not.toMatch(/piped-Secret-1|ops_ey/);
  });

  it('creates from a template, from a template file and from flags; deletes and archives', async () => {
    const template = { title: 'Made', category: 'LOGIN', fields: [{ purpose: 'PASSWORD', value: 'p' }] };
    const create = ['item', 'create', '-', '--vault', automation];
    const made = await op.json(create, { stdin: JSON.stringify(template) });
    const { id } = z.looseObject({ id: z.string() }).parse(made);
    expect(op.contentOf(id)?.fields).toMatchObject([{ id: 'password', value: 'p', purpose: 'password' }]);
    const file = join(op.folder, 'template.json');
    await writeFile(file, JSON.stringify({ ...template, title: 'From a file' }));
    await op.json(['item', 'create', '--template', file, '--vault', automation]);
    await op.json([
      'item',
      'create',
      '--category=login',
      '--title=Flags',
      '--vault',
      automation,
      'username=eve',
    ]);
    expect(op.contentOf(itemIdOf(sandbox, 'Flags'))?.fields).toMatchObject([
      { purpose: 'username', value: 'eve' },
    ]);
    expect(await op.run(['item', 'delete', id, '--vault', automation])).toMatchObject({
      stdout: '',
      code: 0,
    });
    expect(sandbox.store.item(id)?.state).toBe('deleted');
    await op.run(['item', 'delete', 'From a file', '--archive', '--vault', automation]);
    expect(sandbox.store.item(itemIdOf(sandbox, 'From a file'))?.state).toBe('archived');
  });

  it('nothing in a dry run, and nothing without the right to', async () => {
    const edit = ['item', 'edit', acme, '--vault', automation, 'password=new'];
    expect(await op.json([...edit, '--dry-run'])).toMatchObject({ version: 1 });
    const denied = '(101) You do not have permission to perform this action';
    expect(await op.failure(edit, op.readOnly)).toBe(denied);
    const create = ['item', 'create', '--category=login', '--title=x', '--vault', automation];
    expect(await op.failure(create, op.readOnly)).toBe(denied);
    expect(await op.failure(['item', 'delete', acme, '--vault', automation], op.readOnly)).toBe(denied);
    expect(sandbox.store.item(acme)?.version).toBe(1);
  });
});
