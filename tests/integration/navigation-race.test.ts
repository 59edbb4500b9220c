import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFreshContext } from '@/lib/browser/fresh-context';
import { type RaceResult, RaceTrack, runRaces } from '@/tests/races/navigation-race';
import { RACES } from '@/tests/races/race-pages';
import { startChromium } from '@/tests/support/chromium';

/** One of each kind here; a thousand by `npm run g16`. */
const FULL = process.env.LATCHKEY_SWEEP === '1';
const COUNT = FULL ? 1_000 : RACES.length;
const SEED = Number(process.env.LATCHKEY_SEED ?? 16);

const track = new RaceTrack();
let browser: Browser;

beforeAll(async () => {
  [browser] = await Promise.all([startChromium(), track.open()]);
});
afterAll(async () => {
  await browser?.close();
  await track.close();
});

test(
  `G16: of ${COUNT} navigations that race a fill, none gets a value to another origin`,
  async () => {
    const context = await openFreshContext(browser);
    const results: RaceResult[] = [];
    for await (const result of runRaces(track, context, COUNT, SEED)) results.push(result);
    await context.close();
    const wrong = results.filter(({ leaked }) => leaked !== null);
    if (FULL)
      console.log(`G16 races ${results.length}, fills on a wrong origin ${wrong.length}, ${tally(results)}`);
    expect(wrong).toEqual([]);
    expect(track.caught()).toEqual([]);
    // Races that are all won or all lost before they begin would prove nothing.
    const filled = results.filter(({ outcome }) => outcome === 'filled').length;
    expect(filled).toBeGreaterThan(0);
    expect(filled).toBeLessThan(results.length);
  },
  FULL ? 3_600_000 : 120_000,
);

function tally(results: readonly RaceResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ');
}
