import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startRotation } from '@/lib/rotation/start-rotation';
import { startSite } from '@/lib/sandbox/site/start';
import { type DrillWorld, type Household, isSettled, post } from '@/tests/drills/drill-world';
import { startWorker } from '@/tests/support/worker';
import type { Measure } from './report';

const SITES = 10;
const WORKERS = 2;
const LOOK_EVERY_MS = 200;

/**
 * Many entries due at once on a few sites: one rotation at a time on each site, and one write at a time in the vault. It ends
 * when all have ended, or when the time is over: the figures are about those that have ended by then.
 */
export async function manyRotations(
  world: DrillWorld,
  home: Household,
  { entries, minutes }: { entries: number; minutes: number },
): Promise<Measure[]> {
  const { services, actor } = home;
  const sites = await Promise.all(Array.from({ length: SITES }, () => startSite()));
  const accounts = await Promise.all(
    Array.from({ length: entries }, async (_, number) => {
      const site = sites[number % SITES] ?? world.site;
      const name = `robot-${number}-${randomBytes(3).toString('hex')}@acme.example`;
      await post(`${site.controlUrl}/users`, { username: name, password: FIRST });
      return world.addAccount({
        domain: site.url,
        name,
        password: FIRST,
        onSite: () => world.passwordOf(site, name),
      });
    }),
  );
  for (const account of accounts) {
    await startRotation(services, actor, { entryId: await world.bind(home, account), trigger: 'schedule' });
  }
  const started = performance.now();
  const end = started + minutes * 60_000;
  const workers = await Promise.all(
    Array.from({ length: WORKERS }, () => startWorker(home, { concurrency: 1 })),
  );
  let most = 0;
  let under = entries;
  for (;;) {
    const now = new Date();
    const unfinished = await services.db.withWorkspace(actor.workspaceId, (tx) =>
      tx.rotation.findMany({
        where: { finishedAt: null },
        select: { site: true, leaseUntil: true, state: true },
      }),
    );
    const held = unfinished
      .filter(({ leaseUntil }) => leaseUntil !== null && leaseUntil > now)
      .map(({ site }) => site);
    for (const site of held) most = Math.max(most, held.filter((one) => one === site).length);
    under = unfinished.filter(({ state }) => state !== 'needs_human').length;
    if (under === 0 || performance.now() > end) break;
    await pause(LOOK_EVERY_MS);
  }
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all(workers.map((worker) => worker.stop()));
  let failed = 0;
  for (const account of accounts) {
    const changed = (await account.onSite()) !== FIRST;
    if (!changed || !(await isSettled(world, account))) failed += 1;
  }
  await Promise.all(sites.map((site) => site.close()));
  const name = `${entries} entries on ${SITES} sites, ${WORKERS} workers`;
  const ended = entries - under;
  return [
    { measure: name, value: seconds, unit: 's' },
    { measure: `${name}: ended by then`, value: ended, unit: '' },
    ...(ended > 0
      ? [{ measure: `${name}: a rotation`, value: (seconds * WORKERS) / ended, unit: 's of a worker' }]
      : []),
    { measure: `${name}: not done`, value: failed, unit: '' },
    { measure: `${name}: most at a time on one site`, value: most, unit: '' },
  ];
}

const FIRST = 'Harbour-lantern-42';
