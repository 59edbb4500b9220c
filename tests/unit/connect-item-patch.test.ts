import { describe, expect, it } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { type ConnectItem, connectItemSchema } from '@/lib/secrets/onepassword/connect/connect-item';
import {
  connectItemChanges,
  type PatchOperation,
  patchBetween,
} from '@/lib/secrets/onepassword/connect/item-patch';
import { writeFieldsOf } from '@/lib/secrets/onepassword/connect/write-fields';
import type { FieldChange } from '@/lib/secrets/provider';

const ITEM = connectItemSchema.parse({
  id: 'wepiqdxdzncjtnvmv5fegud4qy',
  title: 'Test Login',
  version: 21,
  vault: { id: 'hfnjvi6aymbsnfc2xeeoheizda' },
  category: 'LOGIN',
  urls: [{ primary: true, href: 'https://example.com' }],
  sections: [{ id: 'linked items', label: 'Related Items' }, { id: 'add more' }],
  fields: [
    { id: 'username', type: 'STRING', purpose: 'USERNAME', label: 'username', value: 'ada' },
    { id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', label: 'password', value: 'old', entropy: 13 },
    { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notesPlain' },
    { id: 'TOTP_x', section: { id: 'add more' }, type: 'OTP', label: 'code', value: 'SEED', totp: '134253' },
  ],
  lastEditedBy: 'DOIHOHSV2NHK5HMSOLCWJUXFDM',
  createdAt: '2020-10-29T17:52:17Z',
  updatedAt: '2020-11-10T14:05:53Z',
});
const STAGE = { pendingPassword: Secret.of('next'), rotationMarker: 'r-1' };

const operations = (item: ConnectItem, change: FieldChange) =>
  patchBetween(item, connectItemChanges.apply(item, change));

describe('a patch', () => {
  it('of the password names that one value and nothing else', () => {
    expect(operations(ITEM, { password: Secret.of('new') })).toEqual([
      { op: 'replace', path: '/fields/password/value', value: 'new' },
    ]);
  });

  it('finds the password of a web form by its purpose, and spells its id as a pointer does', () => {
    const fields = ITEM.fields.map((one) => (one.id === 'password' ? { ...one, id: 'pass/word~1' } : one));
    expect(operations({ ...ITEM, fields }, { password: Secret.of('new') })).toEqual([
      { op: 'replace', path: '/fields/pass~1word~01/value', value: 'new' },
    ]);
  });

  it('adds a value where there is none, and a field where there is none', () => {
    const empty = ITEM.fields.map(({ value, ...one }) => (one.id === 'password' ? one : { ...one, value }));
    const change = { password: Secret.of('new') };
    expect(operations({ ...ITEM, fields: empty }, change)).toEqual([
      { op: 'add', path: '/fields/password/value', value: 'new' },
    ]);
    const none = ITEM.fields.filter((one) => one.id !== 'password');
    const added = { id: 'password', label: 'password', type: 'CONCEALED', value: 'new', purpose: 'PASSWORD' };
    expect(operations({ ...ITEM, fields: none }, change)).toEqual([
      { op: 'add', path: '/fields', value: added },
    ]);
  });

  it('stages into a section of its own and takes it away again', () => {
    const section = { id: 'automation_rotation', label: 'Automation (rotation)' };
    expect(operations(ITEM, STAGE).map(({ op, path }) => `${op} ${path}`)).toEqual([
      'replace /sections',
      'add /fields',
      'add /fields',
    ]);
    expect(operations({ ...ITEM, sections: [] }, STAGE)[0]).toEqual({
      op: 'add',
      path: '/sections',
      value: [section],
    });
    const staged = connectItemChanges.apply(ITEM, STAGE);
    expect(operations(staged, { pendingPassword: null, rotationMarker: null })).toEqual([
      { op: 'remove', path: '/fields/pending_password' },
      { op: 'remove', path: '/fields/rotation' },
      { op: 'replace', path: '/sections', value: ITEM.sections },
    ]);
  });

  it('of what is there already is empty', () => {
    expect(operations(ITEM, { password: Secret.of('old'), pendingPassword: null })).toEqual([]);
  });
});

/** A server with one item. `seen` is what readers are shown, one entry per read; then the item itself. */
function serverWith(apply: (stored: ConnectItem, wanted: ConnectItem) => ConnectItem, change: FieldChange) {
  let stored = ITEM;
  const patches: Array<readonly PatchOperation[]> = [];
  const shown: ConnectItem[] = [ITEM];
  const access = {
    read: async () => shown.shift() ?? stored,
    patch: async (sent: readonly PatchOperation[]) => {
      patches.push(sent);
      stored = apply(stored, connectItemChanges.apply(stored, change));
    },
  };
  return { access, patches, shown };
}

const next = (item: ConnectItem): ConnectItem => ({ ...item, version: item.version + 1 });
const waits: number[] = [];
const clock = {
  now: () => 0,
  sleep: async (milliseconds: number) => {
    waits.push(milliseconds);
  },
};

describe('a write', () => {
  it('is done when a read shows the next version with our values', async () => {
    const { access, patches } = serverWith((_stored, wanted) => next(wanted), STAGE);
    expect(await writeFieldsOf(access, 21, STAGE, clock)).toEqual({ version: 22 });
    expect(patches).toHaveLength(1);
  });

  it('waits for a copy that trails behind, for a while', async () => {
    const { access, shown } = serverWith((_stored, wanted) => next(wanted), STAGE);
    shown.push(ITEM, ITEM, ITEM);
    waits.length = 0;
    expect(await writeFieldsOf(access, 21, STAGE, clock)).toEqual({ version: 22 });
    expect(waits).toEqual([100, 200, 300]);
  });

  it('that never shows is unavailable, not done', async () => {
    const { access } = serverWith((stored) => stored, STAGE);
    await expect(writeFieldsOf(access, 21, STAGE, clock)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('to another version sends nothing', async () => {
    const { access, patches } = serverWith((_stored, wanted) => next(wanted), STAGE);
    await expect(writeFieldsOf(access, 20, STAGE, clock)).rejects.toMatchObject({ kind: 'conflict' });
    expect(patches).toEqual([]);
  });

  it('of nothing new sends nothing and keeps the version', async () => {
    const change = { password: Secret.of('old') };
    const { access, patches } = serverWith((_stored, wanted) => next(wanted), change);
    expect(await writeFieldsOf(access, 21, change, clock)).toEqual({ version: 21 });
    expect(patches).toEqual([]);
  });

  it('is a conflict when somebody else wrote in between, even if ours is what stands there', async () => {
    const { access } = serverWith((_stored, wanted) => next(next(wanted)), STAGE);
    await expect(writeFieldsOf(access, 21, STAGE, clock)).rejects.toMatchObject({ kind: 'conflict' });
  });

  const losses: Array<[string, (item: ConnectItem) => ConnectItem]> = [
    ['a field', (item) => ({ ...item, fields: item.fields.filter((one) => one.id !== 'TOTP_x') })],
    ['a type', (item) => ({ ...item, fields: item.fields.map((one) => ({ ...one, type: 'STRING' })) })],
    ['the order', (item) => ({ ...item, fields: item.fields.toReversed() })],
    ['a website', (item) => ({ ...item, urls: [] })],
    ['a member that we do not know', (item) => ({ ...item, passkey: 'gone' })],
    [
      'a user name',
      (item) => ({
        ...item,
        fields: item.fields.map((one) => (one.id === 'username' ? { ...one, value: 'x' } : one)),
      }),
    ],
  ];
  it.each(losses)('that changes %s is reported and not taken for success', async (_name, lose) => {
    const { access } = serverWith((_stored, wanted) => next(lose(wanted)), STAGE);
    await expect(writeFieldsOf(access, 21, STAGE, clock)).rejects.toMatchObject({ kind: 'lossy' });
  });

  it('is not disturbed by a code that moves on or a strength that is computed anew', async () => {
    const { access } = serverWith((_stored, wanted) => {
      const fields = wanted.fields.map((one) => (one.id === 'TOTP_x' ? { ...one, totp: '999999' } : one));
      return next({ ...wanted, fields, updatedAt: '2021-01-01T00:00:00Z', lastEditedBy: 'ME' });
    }, STAGE);
    expect(await writeFieldsOf(access, 21, STAGE, clock)).toEqual({ version: 22 });
  });
});
