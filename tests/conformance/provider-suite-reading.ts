import { generateSync } from 'otplib';
import { expect, it } from 'vitest';
import { demoUser } from '@/lib/sandbox/demo-user';
import { expectKind, type World } from './provider-world';
import { vaultNamed } from './sandbox-session';

export function readingTests(world: () => World): void {
  it('check lists the vaults that the token may see', async () => {
    const { vaults } = await world().provider.check();
    expect(vaults.map((vault) => vault.title).toSorted()).toEqual(['Automation', 'Shared']);
    expect(vaults.every((vault) => vault.read && vault.evidence !== '')).toBe(true);
  });

  it('items are listed with titles and websites, never with values, and without archived ones', async () => {
    const items = await world().provider.listItems();
    const acme = items.find((item) => item.title === 'Acme Prod Login');
    expect(acme).toMatchObject({ vaultTitle: 'Automation', category: 'Login', tags: ['production'] });
    expect(acme?.websites).toHaveLength(1);
    expect(items.map((item) => item.title)).not.toContain('Old Vendor Portal');
    expect(JSON.stringify(items)).not.toContain(demoUser.password);
  });

  it('items of one vault are listed alone, and an unknown vault is not found', async () => {
    const vaultId = vaultNamed(world().sandbox, 'Shared').id;
    const items = await world().provider.listItems({ vaultId });
    expect(items.map((item) => item.title).toSorted()).toEqual(['Office Wi-Fi', 'Team Calendar']);
    await expectKind(world().provider.listItems({ vaultId: 'a'.repeat(26) }), 'not_found');
  });

  it('a login is read live, and its values show only when revealed', async () => {
    const reference = world().add('Read live', {
      username: 'ada',
      password: 'first-Pass-1',
      websites: ['https://a.example'],
    });
    const first = await world().provider.readLogin(reference);
    expect([first.username.reveal(), first.password.reveal(), first.version]).toEqual([
      'ada',
      'first-Pass-1',
      1,
    ]);
    expect(first).toMatchObject({
      title: 'Read live',
      websites: [{ url: 'https://a.example', autofill: 'anywhere' }],
    });
    expect(JSON.stringify(first)).not.toContain('first-Pass-1');
    world().edit(reference, { password: 'second-Pass-2' });
    const second = await world().provider.readLogin(reference);
    expect([second.password.reveal(), second.version]).toEqual(['second-Pass-2', 2]);
  });

  it('absent parts of a login are empty and named in the warnings', async () => {
    const login = await world().provider.readLogin(world().add('Empty login', {}));
    expect([login.username.isEmpty, login.password.isEmpty, login.hasOneTimePassword]).toEqual([
      true,
      true,
      false,
    ]);
    expect(login.warnings.toSorted()).toEqual(['no_one_time_password', 'no_password', 'no_username']);
    const note = await world().provider.readLogin(world().named('Office Wi-Fi'));
    expect(note.warnings).toContain('not_a_login');
  });

  it('a missing and an archived item are not found', async () => {
    const { vaultId } = world().named('Acme Prod Login');
    await expectKind(world().provider.readLogin({ vaultId, itemId: 'a'.repeat(26) }), 'not_found');
    await expectKind(world().provider.readLogin(world().named('Old Vendor Portal')), 'not_found');
  });

  it('many logins come back in the order asked for, more than 50 too, with errors in their places', async (context) => {
    context.skip(!world().provider.capabilities.batchRead, 'the backend reads items one by one');
    const references = Array.from({ length: 55 }, (_, n) =>
      world().add(`Many ${n}`, { password: `pass-${n}` }),
    );
    const gone = { vaultId: world().named('Acme Prod Login').vaultId, itemId: 'a'.repeat(26) };
    const asked = [gone, ...references, world().named('Team Calendar')];
    const answers = await world().provider.readLogins(asked);
    expect(answers.map((answer) => answer.reference)).toEqual(asked);
    const [first, ...others] = answers.map(({ outcome }) =>
      'kind' in outcome ? outcome.kind : outcome.password.reveal(),
    );
    expect(first).toBe('not_found');
    expect(others).toEqual([...references.map((_, n) => `pass-${n}`), 'harvest-Prism-39-lilac']);
  });

  it('a single field is read by ids and by names; an unknown or ambiguous one is refused', async () => {
    const { vaultId, itemId } = world().named('Globex Billing');
    const byIds = await world().provider.readField({ vault: vaultId, item: itemId, field: 'password' });
    expect(byIds.reveal()).toBe('saffron-Glacier-51-onyx');
    const named = {
      vault: 'Automation',
      item: 'Globex Billing',
      section: 'Account',
      field: 'Customer number',
    };
    expect((await world().provider.readField(named)).reveal()).toBe('GBX-204817');
    await expectKind(
      world().provider.readField({ vault: vaultId, item: itemId, field: 'nothing' }),
      'not_found',
    );
    world().add('Twin', {});
    world().add('Twin', {});
    await expectKind(
      world().provider.readField({ vault: 'Automation', item: 'Twin', field: 'password' }),
      'ambiguous',
    );
  });
}

export function oneTimePasswordTests(world: () => World): void {
  it('a one-time code is the one of its step, and the step ends when it says', async () => {
    const code = await world().provider.readOneTimePassword(world().named('Acme Prod Login'));
    expect(code).toMatchObject({ periodSeconds: 30, digits: 6, validUntil: (code.step + 1) * 30_000 });
    expect(code.code.reveal()).toBe(generateSync({ secret: demoUser.totpSecret, epoch: code.step * 30 }));
    expect(JSON.stringify(code)).not.toContain(demoUser.totpSecret);
  });

  it('digits and period follow the stored address', async () => {
    const secret = demoUser.totpSecret;
    const totp = `otpauth://totp/X:ada?secret=${secret}&digits=8&period=60`;
    const code = await world().provider.readOneTimePassword(world().add('Slow code', { totp }));
    expect(code).toMatchObject({ periodSeconds: 60, digits: 8 });
    expect(code.code.reveal()).toBe(generateSync({ secret, digits: 8, period: 60, epoch: code.step * 60 }));
  });

  it('a field that is named by a reference gives its code, with the period that it holds', async () => {
    const secret = demoUser.totpSecret;
    const totp = `otpauth://totp/X:ada?secret=${secret}&digits=8&period=60`;
    const { vaultId, itemId } = world().add('Slow field', { totp });
    const field = { vault: vaultId, item: itemId, field: 'one-time password', attribute: 'otp' as const };
    for (let time = 0; time < 2; time += 1) {
      const code = await world().provider.readOneTimePasswordField(field);
      expect(code).toMatchObject({ periodSeconds: 60, digits: 8, validUntil: (code.step + 1) * 60_000 });
      expect(code.code.reveal()).toBe(generateSync({ secret, digits: 8, period: 60, epoch: code.step * 60 }));
    }
    const named = { ...field, field: 'password' };
    await expect(world().provider.readOneTimePasswordField(named)).rejects.toThrow();
  });

  it('an item without a one-time password, or with a broken one, is refused with a reason', async () => {
    await expectKind(world().provider.readOneTimePassword(world().named('Northwind Orders')), 'not_found');
    const broken = world().add('Broken code', { totp: 'not base32 0189' });
    await expectKind(world().provider.readOneTimePassword(broken), 'unsupported');
  });
}
