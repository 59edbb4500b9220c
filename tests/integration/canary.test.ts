import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codesBetween } from '@/tests/canary/codes';
import { scanTables } from '@/tests/canary/database';
import { ENCODINGS } from '@/tests/canary/encodings';
import { scanFolder } from '@/tests/canary/files';
import { CanaryScan } from '@/tests/canary/scan';
import { connections } from '@/tests/canary/scenarios/connections';
import { crashes } from '@/tests/canary/scenarios/crashes';
import { programs } from '@/tests/canary/scenarios/programs';
import { reads } from '@/tests/canary/scenarios/reads';
import { rotations } from '@/tests/canary/scenarios/rotations';
import { runs } from '@/tests/canary/scenarios/runs';
import { scripts } from '@/tests/canary/scenarios/scripts';
import { selfTest } from '@/tests/canary/self-test';
import { CanaryWorld } from '@/tests/canary/world';

/** `npm run g9` plays everything; `npm test` leaves out what takes minutes. */
const FULL = process.env.LATCHKEY_SWEEP === '1';
const SIDE_BY_SIDE = [runs, programs, crashes];
/** One after the other: what comes later needs what was made, or changes passwords that the others sign in with. */
const STAGES = FULL
  ? [[connections], SIDE_BY_SIDE, [scripts], [rotations], [reads]]
  : [[connections], SIDE_BY_SIDE];
const LIMIT_MS = FULL ? 900_000 : 240_000;
/** Outside of `npm test` the pages may have to be built first. */
const START_MS = 900_000;

/** Where secrets are at home: the sandbox plays 1Password and the site; `demo.json` is for the operator's eyes. */
const AT_HOME = [/^sandbox\//, /^demo\.json$/];
/** How PostgreSQL's owner signs in to it, 0600. */
const PASSWORD_FILES = [/^password$/, /^superuser-password$/];

/** Where the marker has to be found: a place without it was not looked at. */
const SINKS = [
  'answers',
  'database files',
  'database tables',
  'output of a crash',
  'output of latchkey',
  'streams',
  'webhooks',
  ...(FULL ? ['audit export', 'traces, HARs and pictures'] : []),
];

let world: CanaryWorld;
const startedAt = Date.now();

beforeAll(async () => {
  world = await CanaryWorld.start();
}, START_MS);
afterAll(async () => {
  await world?.remove();
}, LIMIT_MS);

async function scanEverything(scan: CanaryScan): Promise<void> {
  world.scanHeard(scan);
  await scanTables(scan, world.database);
  scanFolder(scan, 'database files', world.database.folder, PASSWORD_FILES);
  scanFolder(scan, 'logs and data', world.dataFolder, AT_HOME);
  scanFolder(scan, 'temporary files', world.temporaryFolder);
  scanFolder(scan, 'traces, HARs and pictures', world.scriptsFolder);
}

test(
  'G9: no planted secret is found in anything that the product stores, prints, sends or shows',
  async () => {
    for (const stage of STAGES) await Promise.all(stage.map((scenario) => scenario.play(world)));
    const seed = String(world.canaries['one-time password seed']);
    const codes = await codesBetween(seed, startedAt, Date.now());
    const scan = new CanaryScan({ ...world.canaries, ...codes });
    // Once while the browser is there, with whatever it keeps beside it, and once after the end.
    scanFolder(scan, 'temporary files', world.temporaryFolder);
    await world.stop();
    await scanEverything(scan);
    const children = world.processes.scan(scan);
    const canaries = Object.keys(world.canaries).length + 1;
    const self = selfTest(join(world.folder, 'self-test'));
    console.log(
      `G9 canaries ${canaries}, encodings ${ENCODINGS.length}, sinks ${scan.sinks.size}, bytes scanned ${scan.bytesSeen}, hits ${scan.findings.length}, self_test ${self.found.length}/${self.planted.length}`,
    );
    expect(scan.findings).toEqual([]);
    expect(children.join('\n')).toMatch(/chrom/);
  },
  LIMIT_MS,
);

test(
  'a text that is no secret is found in every kind of place where secrets were looked for',
  async () => {
    const marker = new CanaryScan({ marker: world.marker });
    await scanEverything(marker);
    const seen = new Set(marker.findings.map(({ sink }) => sink));
    expect(SINKS.filter((sink) => !seen.has(sink))).toEqual([]);
    expect(marker.findings.some(({ place }) => place.includes('pg_wal'))).toBe(true);
  },
  LIMIT_MS,
);
