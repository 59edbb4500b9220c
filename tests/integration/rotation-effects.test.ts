import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { ItemEffects } from '@/lib/rotation/item-effects';
import { SiteEffects } from '@/lib/rotation/site-effects';
import { parseSecretReference } from '@/lib/secrets/secret-reference';
import { startChromium } from '@/tests/support/chromium';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

/** An account without one-time codes: each code would take a step of half a minute. */
const TITLE = 'Northwind Orders';
const NAME = 'grace@acme.example';
const PASSWORD = 'Harbour-lantern-42';

let world: ProductWorld;
let browser: Browser;
let item: ItemEffects;
let site: SiteEffects;
let stopping: AbortController;

beforeAll(async () => {
  world = await startProductWorld();
  browser = await startChromium();
  await fetch(`${world.site.controlUrl}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: NAME, password: PASSWORD }),
  });
  await editItem(world, TITLE, { username: NAME, password: PASSWORD, websites: [world.site.url] });
  const connection = await world.connect();
  const entry = await world.bind(connection, TITLE);
  const reference = parseSecretReference(entry.secret_ref ?? '');
  if (!reference.ok) throw new Error('the entry is not bound');
  const { workspaceId } = world.actor;
  const { services } = world;
  const about = {
    workspaceId,
    providerId: connection.id,
    reference: reference.reference,
    domain: world.site.url,
  };
  item = new ItemEffects(services, about);
  stopping = new AbortController();
  site = new SiteEffects(
    { ...services, browser: async () => browser, insecureHosts: services.env.insecureHosts, randomBytes },
    {
      key: { workspaceId, entryId: entry.id },
      rotationId: '00000000-0000-4000-8000-000000000000',
      domain: world.site.url,
      extraOrigins: [],
      login: () => item.login,
      recipe: undefined,
      quirkRules: null,
      learned: { rejections: [], truncatedTo: null },
    },
    stopping.signal,
  );
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

beforeEach(() => item.readItem());
afterEach(() => site.close());

async function readItem() {
  const reading = await item.readItem();
  if (reading.outcome !== 'read') throw new Error(`the item is ${reading.outcome}`);
  return reading.item;
}

const mine = async () => true;

describe('the item', () => {
  test('is read live, with what a rotation has left in it', async () => {
    const before = await readItem();
    expect([before.obstacle, before.pending, before.markerText]).toEqual([null, null, null]);
    const change = { pendingPassword: Secret.of('Staged-candidate-1'), rotationMarker: 'a marker' };
    expect(await item.writeItem(before.version, change)).toBe('written');
    const staged = await readItem();
    expect(staged.pending?.reveal()).toBe('Staged-candidate-1');
    expect(staged.markerText).toBe('a marker');
    expect(staged.fingerprint.reveal()).toBe(before.fingerprint.reveal());
    expect(await item.writeItem(before.version, { pendingPassword: null })).toBe('conflict');
    expect(await item.writeItem(staged.version, { pendingPassword: null, rotationMarker: null })).toBe(
      'written',
    );
  });

  test('tells whether its vault may be written to and how many writes are left', async () => {
    const check = await item.checkWriting();
    expect(check).toMatchObject({ outcome: 'checked', allowed: true });
    expect(check.outcome === 'checked' ? check.writesLeft : null).toBeGreaterThan(10);
  });

  test('that cannot be written any more refuses a write, which is not taken for a lossy one', async () => {
    const { version } = await readItem();
    await editItem(world, TITLE, { fields: [{ label: 'passkey', value: 'x', type: 'unsupported' }] });
    expect((await readItem()).obstacle).toBe('item_not_editable');
    expect(await item.writeItem(version + 1, { rotationMarker: 'm' })).toBe('refused');
    await editItem(world, TITLE, { fields: [{ label: 'passkey', value: null }] });
    expect((await readItem()).obstacle).toBeNull();
  });

  test('of another site is no place for this password', async () => {
    await editItem(world, TITLE, { websites: ['https://elsewhere.example'] });
    expect((await readItem()).obstacle).toBe('website_mismatch');
    await editItem(world, TITLE, { websites: [world.site.url] });
    expect((await readItem()).obstacle).toBeNull();
  });
});

describe('the site', () => {
  test('is not sent a password while the click is forbidden, and has the old one afterwards', async () => {
    const present = Secret.of(PASSWORD);
    expect(await site.openForm(present, mine)).toMatchObject({ verdict: 'accepted', form: true });
    const candidate = await site.makeCandidate();
    const guard = { deadline: Date.now() + 30_000, stillMine: async () => false };
    const report = await site.changePassword(present, candidate ?? Secret.of(''), guard);
    expect(report).toMatchObject({ submitted: false, evidence: 'NOT_SUBMITTED' });
    expect(await site.signIn(candidate ?? Secret.of(''), mine)).toMatchObject({ verdict: 'refused' });
    expect(await site.signIn(present, mine)).toMatchObject({ verdict: 'accepted' });
  }, 180_000);

  test('takes a candidate, which signs in afterwards where the old password is refused', async () => {
    const present = Secret.of(PASSWORD);
    expect(await site.openForm(present, mine)).toMatchObject({ verdict: 'accepted', form: true });
    const candidate = await site.makeCandidate();
    if (!candidate) throw new Error('the demo site leaves room for a strong password');
    const guard = { deadline: Date.now() + 30_000, stillMine: mine };
    const report = await site.changePassword(present, candidate, guard);
    expect(report).toMatchObject({ submitted: true, evidence: 'SUCCESS_TEXT', truncated: false });
    expect(report.note).not.toContain(candidate.reveal());
    expect(await site.signIn(candidate, mine)).toMatchObject({ verdict: 'accepted' });
    expect(await site.signIn(present, mine)).toMatchObject({ verdict: 'refused' });
  }, 180_000);

  test('is not sent a password by a worker that was replaced meanwhile', async () => {
    const signedIn = await site.signIn(Secret.of('Wrong-password-0'), async () => false);
    expect(signedIn).toMatchObject({ verdict: 'not_sent' });
    const opened = await site.openForm(Secret.of('Wrong-password-0'), async () => false);
    expect(opened).toMatchObject({ verdict: 'not_sent', form: false });
  }, 120_000);

  test('cannot be sent a form that is not open', async () => {
    const guard = { deadline: Date.now() + 30_000, stillMine: mine };
    const report = await site.changePassword(Secret.of('a'), Secret.of('b'), guard);
    expect(report).toMatchObject({ submitted: false });
  });
});
