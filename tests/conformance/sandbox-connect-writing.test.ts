import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { control, itemIdOf, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let vault: string;
const now = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  sandbox = await startSeeded({ now: () => now });
  vault = `/v1/vaults/${vaultNamed(sandbox, 'Automation').id}`;
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await control(sandbox, 'POST /reset');
});

async function call(request: string, body?: unknown, account = READ_WRITE_ACCOUNT) {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.connect.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.connect.token(account)}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, answer };
}

const itemPath = (title: string) => `${vault}/items/${itemIdOf(sandbox, title)}`;
const contentOf = (title: string) => sandbox.store.item(itemIdOf(sandbox, title))?.content;
describe('a PATCH', () => {
  const rotation = [{ op: 'replace', path: '/fields/password/value', value: 'new-Pass-1' }];

  it('of the password raises the version by one and leaves all else as it was, a passkey too', async () => {
    const id = itemIdOf(sandbox, 'Acme Prod Login');
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' }];
    await control(sandbox, `PATCH /items/${id}`, { fields });
    const before = structuredClone(contentOf('Acme Prod Login'));
    const { status, answer } = await call(`PATCH ${itemPath('Acme Prod Login')}`, rotation);
    expect([status, answer]).toMatchObject([200, { version: 3 }]);
    const { fields: changed, passwordHistory, ...rest } = contentOf('Acme Prod Login') ?? { fields: [] };
    expect(before).toMatchObject(rest);
    expect(changed.filter((field) => field.id !== 'password')).toEqual(
      before?.fields.filter((field) => field.id !== 'password'),
    );
    expect(passwordHistory).toEqual([{ value: 'tulip-Harbor-94-quartz', atSeconds: now / 1000 }]);
  });

  it('without operations changes nothing, but needs the right to write', async () => {
    const path = itemPath('Acme Prod Login');
    expect(await call(`PATCH ${path}`, [])).toMatchObject({ status: 200, answer: { version: 1 } });
    expect((await call(`PATCH ${path}`, [], READ_ONLY_ACCOUNT)).status).toBe(403);
  });

  it('adds and removes fields, sections, tags and the title', async () => {
    const path = itemPath('Initech Reports');
    const added = [
      { op: 'add', path: '/sections', value: { id: 'rotation', label: 'Rotation' } },
      {
        op: 'add',
        path: '/fields',
        value: {
          id: 'odd/id~1',
          label: 'pending',
          type: 'CONCEALED',
          value: 'p',
          section: { id: 'rotation' },
        },
      },
      { op: 'replace', path: '/fields/odd~1id~01/value', value: 'q' },
      { op: 'remove', path: '/tags/0' },
      { op: 'replace', path: '/title', value: 'Renamed' },
    ];
    const { answer } = await call(`PATCH ${path}`, added);
    expect(answer).toMatchObject({
      title: 'Renamed',
      tags: ['monthly'],
      sections: [{ id: 'rotation', label: 'Rotation' }],
      fields: [{}, {}, { id: 'odd/id~1', value: 'q', section: { id: 'rotation' } }, {}],
    });
    const removed = [
      { op: 'remove', path: '/fields/odd~1id~01' },
      { op: 'remove', path: '/sections/rotation' },
    ];
    await call(`PATCH ${path}`, removed);
    expect(contentOf('Renamed')).toMatchObject({ sections: [], fields: [{}, {}] });
  });

  it('generates a value only where there is none', async () => {
    const recipe = { length: 12, characterSets: ['DIGITS'], excludeCharacters: '23456' };
    const generate = [
      { op: 'remove', path: '/fields/password/value' },
      { op: 'add', path: '/fields/password/generate', value: true },
      { op: 'add', path: '/fields/password/recipe', value: recipe },
    ];
    await call(`PATCH ${itemPath('Acme Prod Login')}`, generate.slice(1));
    expect(contentOf('Acme Prod Login')?.fields[1]?.value).toBe('tulip-Harbor-94-quartz');
    await call(`PATCH ${itemPath('Acme Prod Login')}`, generate);
    expect(contentOf('Acme Prod Login')?.fields[1]?.value).toMatch(/^[789]{12}$/);
  });

  it.each([
    ['no array', { op: 'replace' }, 'Invalid patch'],
    ['an unknown operation', [{ op: 'test', path: '/title', value: 'x' }], 'Invalid patch operation'],
    ['an unknown member', [{ op: 'replace', path: '/version', value: 9 }], 'Invalid patch path'],
    [
      'an unknown attribute',
      [{ op: 'replace', path: '/fields/password/totp', value: 1 }],
      'Invalid patch path',
    ],
    ['a tag that is not there', [{ op: 'replace', path: '/tags/7', value: 'x' }], 'Invalid patch path'],
    [
      'an unknown field, after a good operation',
      [...rotation, { op: 'replace', path: '/fields/nope/value', value: 'x' }],
      "The item doesn't have a nope field.",
    ],
    ['a value of the wrong kind', [{ op: 'replace', path: '/title', value: 7 }], 'Invalid item'],
    ['a bad category', [{ op: 'replace', path: '/category', value: 'CAR' }], 'Invalid item category'],
  ])('with %s is refused as a whole', async (_name, body, message) => {
    const { status, answer } = await call(`PATCH ${itemPath('Acme Prod Login')}`, body);
    expect([status, answer]).toMatchObject([400, { status: 400, message: expect.stringContaining(message) }]);
    expect(sandbox.store.item(itemIdOf(sandbox, 'Acme Prod Login'))?.version).toBe(1);
  });
});

describe('creating and replacing', () => {
  const login = (more: object) => ({
    vault: { id: vaultNamed(sandbox, 'Automation').id },
    category: 'LOGIN',
    title: 'New',
    ...more,
  });

  it('expands purposes, gives ids and puts the primary website first', async () => {
    const body = login({
      urls: [{ href: 'https://b.example' }, { href: 'https://a.example', primary: true }],
      fields: [
        { purpose: 'USERNAME', value: 'ada' },
        { purpose: 'PASSWORD', value: 'p' },
        { purpose: 'NOTES', value: 'n' },
        { label: 'code', type: 'OTP', value: 'JBSWY3DPEHPK3PXP', section: { id: 's', label: 'Codes' } },
        { label: 'pin', value: '' },
      ],
    });
    const { status, answer } = await call(`POST ${vault}/items`, body);
    expect([status, answer]).toMatchObject([
      200,
      {
        id: expect.stringMatching(/^[a-z2-7]{26}$/),
        version: 1,
        urls: [{ href: 'https://a.example', primary: true }, { href: 'https://b.example' }],
        sections: [{ id: 's', label: 'Codes' }],
        fields: [
          { id: 'username', label: 'username', type: 'STRING' },
          { id: 'password', label: 'password', type: 'CONCEALED' },
          { id: expect.stringMatching(/^TOTP_[a-z2-7]{26}$/), type: 'OTP' },
          { label: 'pin', id: expect.stringMatching(/^[a-z2-7]{26}$/) },
          { id: 'notesPlain', value: 'n' },
        ],
      },
    ]);
    expect(z.object({ fields: z.array(z.object({})) }).parse(answer).fields[3]).not.toHaveProperty('value');
  });

  it.each([
    ['another vault', { vault: { id: 'b'.repeat(26) } }, 'Invalid Vault UUID'],
    ['an unknown category', { category: 'CAR' }, 'Invalid item category'],
    ['a document', { category: 'DOCUMENT' }, 'Invalid item category'],
    ['an unknown field type', { fields: [{ type: 'PASSKEY' }] }, 'Invalid field type'],
    ['fields that are none', { fields: 'x' }, 'Invalid item'],
  ])('of %s is refused', async (_name, more, message) => {
    const { status, answer } = await call(`POST ${vault}/items`, login(more));
    expect([status, answer]).toEqual([400, { status: 400, message }]);
  });

  it('a replacement drops what it does not carry, a passkey too', async () => {
    const id = itemIdOf(sandbox, 'Acme Prod Login');
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' }];
    await control(sandbox, `PATCH /items/${id}`, { fields });
    const body = login({ id, title: 'Bare', fields: [{ purpose: 'USERNAME', value: 'eve' }] });
    expect((await call(`PUT ${vault}/items/${id}`, body)).answer).toMatchObject({ version: 3 });
    expect(contentOf('Bare')).toMatchObject({ notes: '', tags: [], urls: [], sections: [] });
    expect(contentOf('Bare')?.fields.map((field) => field.value)).toEqual(['eve']);
    const other = { ...body, id: 'b'.repeat(26) };
    expect((await call(`PUT ${vault}/items/${id}`, other)).answer).toMatchObject({ status: 400 });
  });
});
