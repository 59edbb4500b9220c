import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { awkwardSites } from '@/lib/sandbox/site/awkward/awkward-sites';
import { startEmbedded } from '../../scripts/embedded-pg.mjs';
import { migrate } from '../../scripts/migrate.mjs';
import { startChromium } from '../support/chromium';
import { withDatabase } from '../support/database-cluster';
import { type DrillWorld, startDrillWorld } from './drill-world';
import { figureOfKills, KILL_POINTS, type Recovery, recoverFrom } from './g4-kills';
import { type Adoption, adoptFrom, EARLIER_POINTS, figureOfAdoptions } from './g5-databases';
import { figureOfCommits, killDuringCommits } from './g6-postgres';
import { type Detection, detectLoss, figureOfDetections, LOSSY_KINDS } from './g7-lossy';
import { rotateAwkwardSite } from './g8-rotations';

/**
 * Drills of the rotation: the product's own code over real PostgreSQL, Chromium, stand-in 1Password and demo sites, while
 * something is taken away from it. The last line is the figure; exits with 1 when it is missed.
 *
 *   npm run g4                      worker processes killed at 28 points
 *   npm run g5                      the database replaced by each of 10 older ones
 *   npm run g6 [-- --times 100]     PostgreSQL killed while it commits
 *   npm run g7                      writes into the item that lose something, of 8 kinds
 *   npm run g8:rotations            whole rotations on every awkward site
 */
interface Stage {
  world: DrillWorld;
  /** An empty folder. */
  dir: string;
  times: number;
}

const DRILLS: Readonly<Record<string, (stage: Stage) => Promise<boolean>>> = { g4, g5, g6, g7, g8 };

async function g4({ world, dir }: Stage): Promise<boolean> {
  return withPostgres(dir, async (databaseUrl) => {
    const home = { ...(await world.settle(databaseUrl)), databaseUrl };
    const recoveries: Recovery[] = [];
    for (const point of KILL_POINTS) {
      const recovery = await recoverFrom(world, home, point);
      recoveries.push(recovery);
      const { recovered, lost, seconds } = recovery;
      const word = lost ? 'LOST' : recovered ? 'recovered' : 'NOT RECOVERED';
      console.log(`${word}  killed ${point.when} "${point.effect}", ${seconds.toFixed(1)} s after its lease`);
    }
    console.log(figureOfKills(recoveries));
    await home.services.close();
    return recoveries.every(({ recovered, lost }) => recovered && !lost);
  });
}

async function g5({ world, dir }: Stage): Promise<boolean> {
  return withPostgres(dir, (databaseUrl) =>
    withBrowser(async (browser) => {
      // Nobody connects to it again, so that it can be cloned.
      const template = {
        serverUrl: withDatabase(databaseUrl, 'postgres'),
        name: new URL(databaseUrl).pathname.slice(1),
      };
      const adoptions: Adoption[] = [];
      for (const point of EARLIER_POINTS) {
        const adoption = await adoptFrom(world, { template, browser }, point);
        adoptions.push(adoption);
        const word = adoption.lost ? 'LOST' : adoption.adopted ? 'adopted' : 'NOT ADOPTED';
        console.log(`${word}  the database was put back to: ${point}`);
      }
      console.log(figureOfAdoptions(adoptions));
      return adoptions.every(({ adopted, lost }) => adopted && !lost);
    }),
  );
}

async function g6({ world, dir, times }: Stage): Promise<boolean> {
  const drill = await killDuringCommits(world, { dir, times, report: (line) => console.log(line) });
  console.log(figureOfCommits(drill));
  return drill.intact === drill.times;
}

async function g7({ world, dir }: Stage): Promise<boolean> {
  return withPostgres(dir, (databaseUrl) =>
    withBrowser(async (browser) => {
      const home = await world.settle(databaseUrl);
      const detections: Detection[] = [];
      for (const kind of LOSSY_KINDS) {
        const detection = await detectLoss(world, browser, home, kind);
        detections.push(detection);
        const { detected, untouched, reason } = detection;
        console.log(
          `${detected ? 'detected' : 'MISSED'}  ${kind}: ${reason}${untouched ? '' : ', THE SITE WAS TOUCHED'}`,
        );
      }
      console.log(figureOfDetections(detections));
      await home.services.close();
      return detections.every(({ detected, untouched }) => detected && untouched);
    }),
  );
}

async function g8({ world, dir }: Stage): Promise<boolean> {
  return withPostgres(dir, (databaseUrl) =>
    withBrowser(async (browser) => {
      const home = await world.settle(databaseUrl);
      const sites = Object.entries(awkwardSites);
      let [right, falseFinishes] = [0, 0];
      for (const [name, behaviour] of sites) {
        const verdict = await rotateAwkwardSite(world, browser, home, { name, behaviour });
        right += verdict.right ? 1 : 0;
        falseFinishes += verdict.falseFinish ? 1 : 0;
        console.log(`${verdict.right ? 'right' : 'WRONG'}  ${name}: ${verdict.story}`);
      }
      console.log(`G8 rotations ${sites.length}, right ${right}, false finished ${falseFinishes}`);
      await home.services.close();
      return right === sites.length && falseFinishes === 0;
    }),
  );
}

async function withPostgres<T>(dir: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const postgres = await startEmbedded({ dir, throwaway: true });
  try {
    await migrate({ databaseUrl: postgres.url });
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await startChromium();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { times: { type: 'string', default: '100' } },
  });
  const drill = DRILLS[positionals[0] ?? ''];
  if (!drill) throw new Error(`the drills are ${Object.keys(DRILLS).join(', ')}`);
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-drill-'));
  const world = await startDrillWorld();
  try {
    process.exitCode = (await drill({ world, dir, times: Number(values.times) })) ? 0 : 1;
  } finally {
    await world.close();
    await rm(dir, { recursive: true, force: true });
  }
}

void main();
