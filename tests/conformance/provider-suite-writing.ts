import { expect, it, type TestContext } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { demoUser } from '@/lib/sandbox/demo-user';
import type { Item } from '@/lib/sandbox/onepassword/store/item';
import { expectKind, type World } from './provider-world';
import { vaultNamed } from './sandbox-session';

export function writingTests(world: () => World): void {
  const needsWrite = (context: TestContext) => {
    context.skip(world().provider.capabilities.write === 'none', 'the backend does not write');
  };
  const change = { pendingPassword: Secret.of('next-Pass-9'), rotationMarker: 'rotation 1' };

  it('a candidate is staged beside the password and promoted, and nothing else of the item changes', async (context) => {
    needsWrite(context);
    const reference = world().add('Rotated', {
      ...FULL_LOGIN,
      fields: [{ label: 'Customer', value: 'C-1', type: 'text', section: 'Account' }],
    });
    const before = world().stored(reference);
    const staged = await world().provider.writeFields(reference, 1, change);
    const during = world().stored(reference);
    expect([staged.version, during.version]).toEqual([2, 2]);
    expect(sectionOf(during)).toEqual({ 'pending password': 'next-Pass-9', rotation: 'rotation 1' });
    expect(fieldValue(during, 'password')).toBe(FULL_LOGIN.password);

    const seen = await world().provider.readLogin(reference);
    expect([seen.pendingPassword?.reveal(), seen.rotationMarker]).toEqual(['next-Pass-9', 'rotation 1']);

    const promotion = {
      password: change.pendingPassword,
      pendingPassword: null,
      rotationMarker: 'last rotation 1',
    };
    const promoted = await world().provider.writeFields(reference, staged.version, promotion);
    const after = world().stored(reference);
    expect([promoted.version, fieldValue(after, 'password')]).toEqual([3, 'next-Pass-9']);
    expect(sectionOf(after)).toEqual({ rotation: 'last rotation 1' });
    expect(after.content.passwordHistory.map((entry) => entry.value)).toContain(FULL_LOGIN.password);

    const last = await world().provider.readLogin(reference);
    expect([last.pendingPassword, last.rotationMarker]).toEqual([null, 'last rotation 1']);
    expect(last.fingerprint().reveal()).toBe(seen.fingerprint().reveal());
    world().edit(reference, { notes: 'Ask Bob.' });
    const edited = await world().provider.readLogin(reference);
    expect(edited.fingerprint().reveal()).not.toBe(seen.fingerprint().reveal());
    world().edit(reference, { notes: FULL_LOGIN.notes });

    const restore = { password: Secret.of(FULL_LOGIN.password), rotationMarker: null };
    await world().provider.writeFields(reference, promoted.version + 2, restore);
    const { passwordHistory: _kept, ...restored } = world().stored(reference).content;
    const { passwordHistory: _none, ...original } = before.content;
    expect(restored).toEqual(original);
  });

  it('a new login is made with its values, and can be staged into like any other', async (context) => {
    needsWrite(context);
    const vaultId = vaultNamed(world().sandbox, 'Automation').id;
    const login = {
      title: 'Recovered',
      username: Secret.of('ada'),
      password: Secret.of('old-Pass-1'),
      website: 'https://one.example',
    };
    const reference = await world().provider.createLogin(vaultId, login);
    const made = await world().provider.readLogin(reference);
    expect([made.title, made.username.reveal(), made.password.reveal()]).toEqual([
      'Recovered',
      'ada',
      'old-Pass-1',
    ]);
    expect(made.websites.map(({ url }) => url)).toEqual(['https://one.example']);
    expect(made.warnings).toEqual(['no_one_time_password']);
    await world().provider.writeFields(reference, made.version, change);
    expect((await world().provider.readLogin(reference)).pendingPassword?.reveal()).toBe('next-Pass-9');
    const { readOnly } = world();
    if (readOnly) await expectKind(readOnly.createLogin(vaultId, login), 'forbidden');
  });

  it('a write to a version that has moved is a conflict and changes nothing', async (context) => {
    needsWrite(context);
    const reference = world().add('Moved', FULL_LOGIN);
    world().edit(reference, { password: 'human-Pass-5' });
    await expectKind(world().provider.writeFields(reference, 1, change), 'conflict');
    expect(world().stored(reference).version).toBe(2);
  });

  it('of two writes to one version exactly one wins', async (context) => {
    needsWrite(context);
    const reference = world().add('Raced', FULL_LOGIN);
    const outcomes = await Promise.allSettled([
      world().provider.writeFields(reference, 1, { rotationMarker: 'one' }),
      world().provider.writeFields(reference, 1, { rotationMarker: 'two' }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(world().stored(reference).version).toBe(2);
  });

  it('parallel writes to different items of one vault all succeed', async (context) => {
    needsWrite(context);
    const references = Array.from({ length: 4 }, (_, n) => world().add(`Parallel ${n}`, FULL_LOGIN));
    const written = await Promise.all(references.map((one) => world().provider.writeFields(one, 1, change)));
    expect(written.map(({ version }) => version)).toEqual([2, 2, 2, 2]);
  });

  it('an item with a part that cannot be written back is refused untouched', async (context) => {
    needsWrite(context);
    context.skip(world().hidesPasskeys, 'the backend does not show such parts');
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' as const, section: '' }];
    const reference = world().add('With passkey', { ...FULL_LOGIN, fields });
    expect((await world().provider.readLogin(reference)).editable.ok).toBe(false);
    await expectKind(world().provider.writeFields(reference, 1, change), 'unsupported');
    expect(world().stored(reference).version).toBe(1);
  });

  it('a read-only token is refused, and the refusal is remembered with a next step', async (context) => {
    const { readOnly } = world();
    if (!readOnly) return context.skip('the backend has no read-only access');
    const reference = world().add('Read only', FULL_LOGIN);
    await expectKind(readOnly.writeFields(reference, 1, change), 'forbidden');
    expect(world().stored(reference).version).toBe(1);
    const access = await readOnly.checkWriteAccess(reference.vaultId);
    expect(access.verdict).toBe('no');
    expect(access.nextStep).toMatch(/token/);
  });

  it('a write check tells what a write would meet and leaves nothing behind', async (context) => {
    needsWrite(context);
    const { id } = vaultNamed(world().sandbox, 'Automation');
    const count = world().sandbox.store.items(id).length;
    expect((await world().provider.checkWriteAccess(id, { probe: true })).verdict).toBe('yes');
    const shared = vaultNamed(world().sandbox, 'Shared').id;
    expect((await world().provider.checkWriteAccess(shared, { probe: true })).verdict).toBe('no');
    expect(world().sandbox.store.items(id)).toHaveLength(count);
  });
}

const FULL_LOGIN = {
  username: 'ada',
  password: 'old-Pass-1',
  totp: `otpauth://totp/X:ada?secret=${demoUser.totpSecret}`,
  websites: ['https://one.example', 'https://two.example'],
  notes: 'Ask Ada.',
  tags: ['one', 'two'],
} as const;

function fieldValue(item: Item, id: string): string | undefined {
  return item.content.fields.find((field) => field.id === id)?.value;
}

function sectionOf(item: Item): Record<string, string> {
  const section = item.content.sections.find(({ title }) => title === 'Automation (rotation)');
  const fields = item.content.fields.filter((field) => section && field.sectionId === section.id);
  return Object.fromEntries(fields.map((field) => [field.label, field.value]));
}
