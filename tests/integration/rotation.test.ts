import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { executeRotation, type RotationDeps } from '@/lib/rotation/execute-rotation';
import { getRotation } from '@/lib/rotation/get-rotation';
import { rotationCandidate } from '@/lib/rotation/rotation-candidate';
import { startRotation } from '@/lib/rotation/start-rotation';
import { READ_ONLY_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { startChromium } from '@/tests/support/chromium';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

/** An account without one-time codes: each code would take a step of half a minute. */
const TITLE = 'Northwind Orders';
const NAME = 'grace@acme.example';
const PASSWORD = 'Harbour-lantern-42';

let world: ProductWorld;
let browser: Browser;
let deps: RotationDeps;
let workspaceId: string;

beforeAll(async () => {
  world = await startProductWorld();
  await prepareQueue(world.services.env.databaseUrl);
  browser = await startChromium();
  workspaceId = world.actor.workspaceId;
  deps = {
    ...world.services,
    browser: async () => browser,
    insecureHosts: world.services.env.insecureHosts,
    randomBytes,
    quirks: new Map(),
  };
  await fetch(`${world.site.controlUrl}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: NAME, password: PASSWORD }),
  });
  await editItem(world, TITLE, { username: NAME, password: PASSWORD, websites: [world.site.url] });
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

async function rotate(entryId: string) {
  const { id } = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  await executeRotation(deps, { workspaceId, rotationId: id }, new AbortController().signal);
  return getRotation(world.services, world.actor, id);
}

test('a read-only connection skips the rotation with the next step, and the site is untouched', async () => {
  const connection = await connectSecretProvider(world.services, world.actor, {
    name: 'read only',
    token: world.onepassword.token(READ_ONLY_ACCOUNT),
    cache_ttl_seconds: 0,
  });
  const entry = await world.bind(connection, TITLE, 'read-only');
  const rotation = await rotate(entry.id);
  expect(rotation).toMatchObject({ state: 'skipped', outcome: 'skipped', reason: 'read_only' });
  expect(rotation.next_step).toMatch(/write/);
  await world.services.db.withWorkspace(workspaceId, (tx) => tx.vaultEntry.deleteMany());
}, 120_000);

test('a stored entry is skipped with the reason', async () => {
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'stored',
    domain: world.site.url,
    source: 'stored',
    username: NAME,
    password: PASSWORD,
  });
  expect(await rotate(entry.id)).toMatchObject({ state: 'skipped', reason: 'entry_not_bound' });
});

test('a rotation changes the password on the site and in the item, proven by signing in', async () => {
  const connection = await world.connect();
  const entry = await world.bind(connection, TITLE, 'rotated');
  const key = { workspaceId, entryId: entry.id };
  const before = await resolveLogin(world.services, key);
  const rotation = await rotate(entry.id);
  expect(rotation).toMatchObject({ entry_id: entry.id, state: 'done', outcome: 'finished' });
  const after = await resolveLogin(world.services, key);
  expect(after.password.reveal()).not.toBe(before.password.reveal());
  expect(JSON.stringify(rotation)).not.toContain(after.password.reveal());
  expect(await rotationCandidate(world.services, key)).toBeNull();
  const writes = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.auditRecord.findMany({
      where: { action: 'secret.written', objectId: entry.id },
      orderBy: { seq: 'asc' },
    }),
  );
  // Kept beside the present password first, promoted last: each write to the item is on record.
  expect(writes.map(({ outcome }) => outcome)).toEqual(writes.map(() => 'success'));
  expect(writes.at(0)?.detail).toContain('"pendingPassword"');
  expect(writes.at(-1)?.detail).toContain('"password"');
  // The next one proves the new password by signing in with it before anything else.
  expect(await rotate(entry.id)).toMatchObject({ state: 'done', outcome: 'finished' });
}, 240_000);
