import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDrillWorld } from '@/tests/drills/drill-world';
import { startChromium } from '@/tests/support/chromium';
import { startEmbedded } from '../scripts/embedded-pg.mjs';
import { migrate } from '../scripts/migrate.mjs';
import { effectsPerSecond } from './rotation/effects-measure';
import { manyRotations } from './rotation/many-measure';
import { oneRotation } from './rotation/one-measure';
import { type Measure, report } from './rotation/report';

/**
 * `npm run bench -- rotation [--json] [--entries 100] [--minutes 15]`: what a rotation costs, in the simulator and with real PostgreSQL,
 * Chromium, 1Password stand-in and demo sites.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    entries: { type: 'string', default: '100' },
    /** At most, for all of them. */
    minutes: { type: 'string', default: '15' },
  },
});
const tell = (lines: Measure[]) => {
  for (const line of lines) console.log(report(line, values.json));
};

tell(await effectsPerSecond());
const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-rotation-'));
const postgres = await startEmbedded({ dir });
const world = await startDrillWorld();
const browser = await startChromium();
try {
  await migrate({ databaseUrl: postgres.url });
  const home = await world.settle(postgres.url);
  await oneRotation(world, home, browser);
  tell(await oneRotation(world, home, browser));
  const many = { entries: Number(values.entries), minutes: Number(values.minutes) };
  tell(await manyRotations(world, home, many));
  await home.services.close();
} finally {
  await browser.close();
  await world.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
process.exit(0);
