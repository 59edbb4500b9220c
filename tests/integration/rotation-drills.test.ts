import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type DrillWorld, type Household, startDrillWorld } from '../drills/drill-world';
import { recoverFrom } from '../drills/g4-kills';
import { adoptFrom } from '../drills/g5-databases';
import { killDuringCommits } from '../drills/g6-postgres';
import { detectLoss } from '../drills/g7-lossy';
import { startChromium } from '../support/chromium';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** Slices of `npm run g4`, `g5`, `g6` and `g7`, which go through all of it. */
let world: DrillWorld;
let browser: Browser;
let database: TestDatabase;
let home: Household & { databaseUrl: string };

beforeAll(async () => {
  [world, browser, database] = await Promise.all([startDrillWorld(), startChromium(), createTestDatabase()]);
  home = { ...(await world.settle(database.url)), databaseUrl: database.url };
});
afterAll(async () => {
  await home.services.close();
  await browser.close();
  await world.close();
  await database.drop();
});

test('G4: a worker process that is killed right after the click is followed by one that finds out', async () => {
  const recovery = await recoverFrom(world, home, { effect: 'change the password', when: 'after' });
  expect(recovery).toMatchObject({ recovered: true, lost: false });
}, 180_000);

test('G7: a write into the item that reveals what was concealed ends the rotation before anything is sent', async () => {
  const detection = await detectLoss(world, browser, home, 'reveals_concealed');
  expect(detection).toMatchObject({ detected: true, untouched: true });
}, 180_000);

test('G5: with a database from before the rotation, the item tells what the password is', async () => {
  const template = inject('databaseTemplate');
  const adoption = await adoptFrom(world, { template, browser }, 'before it was asked for');
  expect(adoption).toMatchObject({ adopted: true, lost: false });
}, 180_000);

test('G6: the journal is whole after PostgreSQL was killed while it was written to', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-drill-'));
  const { intact } = await killDuringCommits(world, { dir, times: 3 });
  await rm(dir, { recursive: true, force: true });
  expect(intact).toBe(3);
}, 180_000);
