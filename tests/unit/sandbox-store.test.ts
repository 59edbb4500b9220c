import { describe, expect, it } from 'vitest';
import { Throttle } from '@/lib/sandbox/onepassword/faults/throttle';
import { HourlyBudget } from '@/lib/sandbox/onepassword/service-account/hourly-budget';
import { changedNames } from '@/lib/sandbox/onepassword/store/changed-names';
import { PERSON } from '@/lib/sandbox/onepassword/store/item';
import { newOpaqueId, opaqueIdFor } from '@/lib/sandbox/onepassword/store/opaque-id';
import { applyPersonEdit, emptyContent, type PersonEdit } from '@/lib/sandbox/onepassword/store/person-edit';
import { Store } from '@/lib/sandbox/onepassword/store/store';

const HOUR_MS = 3_600_000;
const login = (edit: PersonEdit) => applyPersonEdit(emptyContent('Login', 'login'), edit, 0);

describe('the sandbox store', () => {
  it('records of every write who made it, when, and what it changed', () => {
    let at = 1000;
    const store = new Store(() => at);
    const vault = store.addVault({ name: 'V' });
    const item = store.createItem(PERSON, { vaultId: vault.id, content: login({ password: 'a' }) });
    at = 2000;
    store.editItem('robot', item, applyPersonEdit(item.content, { password: 'b' }, at));
    store.moveItem(PERSON, item, 'archived');

    expect(
      item.history.map(({ version, at, by, change, changed }) => [version, at, by, change, changed]),
    ).toEqual([
      [1, 1000, 'person', 'created', []],
      [2, 2000, 'robot', 'edited', ['password']],
      [3, 2000, 'person', 'archived', ['state']],
    ]);
    expect(item.history[0]?.content.fields[0]?.value).toBe('a');
    expect(vault.contentVersion).toBe(4);
  });

  it('does not let a caller change the past through an object it still holds', () => {
    const store = new Store(() => 0);
    const content = login({ password: 'a' });
    const item = store.createItem(PERSON, { vaultId: store.addVault({ name: 'V' }).id, content });
    content.title = 'changed';
    item.content.tags.push('changed');
    expect(item.history[0]?.content).toEqual(login({ password: 'a' }));
  });

  it('lists archived items and leaves deleted ones out', () => {
    const store = new Store(() => 0);
    const { id: vaultId } = store.addVault({ name: 'V' });
    const [kept, gone] = ['a', 'b'].map((title) =>
      store.createItem(PERSON, { vaultId, content: emptyContent(title, 'login') }),
    );
    if (!kept || !gone) throw new Error('two items were created');
    store.moveItem(PERSON, kept, 'archived');
    store.moveItem(PERSON, gone, 'deleted');
    expect(store.items(vaultId)).toEqual([kept]);
    expect(store.item(gone.id)?.history).toHaveLength(2);
  });

  it('makes ids of the shape that the SDK accepts', () => {
    const ids = [opaqueIdFor('x'), ...Array.from({ length: 50 }, newOpaqueId)];
    // 128 bits fill 25 characters and three bits of the last one.
    for (const id of ids) expect(id).toMatch(/^[a-z2-7]{25}[aeimquy4]$/);
    expect(new Set(ids).size).toBe(51);
    expect(opaqueIdFor('x')).toBe(opaqueIdFor('x'));
  });
});

describe('an edit by a person', () => {
  const secret = 'JBSWY3DPEHPK3PXP';

  it('moves the replaced password into the password history', () => {
    const edited = applyPersonEdit(login({ password: 'old' }), { password: 'new' }, 5000);
    expect(edited.passwordHistory).toEqual([{ value: 'old', atSeconds: 5 }]);
    expect(applyPersonEdit(edited, { password: 'new' }, 9000).passwordHistory).toHaveLength(1);
  });

  it('gives a one-time password an id that the SDK recognises, and removes it again', () => {
    const added = login({ totp: secret });
    expect(added.fields[0]?.id).toMatch(/^TOTP_/);
    expect(applyPersonEdit(added, { totp: null }, 0).fields).toEqual([]);
    expect(applyPersonEdit(added, { totp: 'other' }, 0).fields).toHaveLength(1);
  });

  it('names what changed by label and section, never by value', () => {
    const before = login({ password: 'a', notes: 'n' });
    const field = { label: 'pending', value: 's3cret', type: 'concealed' as const, section: 'Rotation' };
    const after = applyPersonEdit(before, { title: 'T', websites: ['https://x'], fields: [field] }, 0);
    expect(changedNames(before, after)).toEqual(['title', 'websites', 'Rotation / pending']);
    expect(changedNames(after, before)).toEqual(['title', 'websites', 'Rotation / pending']);
    expect(changedNames(after, after)).toEqual([]);
  });
});

describe('limits', () => {
  it('count reads and writes of each token apart and start again after an hour', () => {
    let at = 0;
    const budget = new HourlyBudget(() => at, { reads: 2, writes: 1 });
    expect(['reads', 'reads', 'reads'].map(() => budget.take('a', 'reads'))).toEqual([true, true, false]);
    expect(budget.take('a', 'writes')).toBe(true);
    expect(budget.take('b', 'reads')).toBe(true);
    at = HOUR_MS;
    expect(budget.take('a', 'reads')).toBe(true);
  });

  it('can be scripted for a number of requests or for a while', () => {
    let at = 0;
    const throttle = new Throttle(() => at);
    throttle.add({ account: 'a', next: 1 });
    expect(throttle.refuses('b')).toBe(false);
    expect([throttle.refuses('a'), throttle.refuses('a')]).toEqual([true, false]);
    throttle.add({ seconds: 10 });
    expect(throttle.refuses(null)).toBe(true);
    at = 10_000;
    expect(throttle.refuses(null)).toBe(false);
  });
});
