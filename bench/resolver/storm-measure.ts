import { resolveLogin } from '@/lib/resolver/resolve-login';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { atMost, type Measure } from '../secrets/report';
import { median } from '../secrets/take-turns';
import { BACKEND_MS } from './live-measure';
import type { World } from './world';

const ENTRIES = 10;
const RESOLVES = 1_000;
const ROUNDS = 5;

/** A thousand at once who want ten values, none of which is cached: how often the backend is asked, and how long it takes. */
export async function stormMeasure(world: World): Promise<Measure[]> {
  const { services, sandbox } = world;
  const totals: number[] = [];
  const singles: number[] = [];
  let reads = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const keys = await world.entries(ENTRIES, { cacheTtlSeconds: 300 });
    const [alone] = await world.entries(1, { cacheTtlSeconds: 300 });
    if (!alone) throw new Error('no entry');
    await sandbox.delay(BACKEND_MS);
    const single = await timed(() => resolveLogin(services, alone));
    await sandbox.forget();
    const all = Array.from({ length: RESOLVES }, (_, index) => keys[index % ENTRIES]).filter(isKey);
    const total = await timed(() => Promise.all(all.map((key) => resolveLogin(services, key))));
    reads = Math.max(reads, await sandbox.itemReads());
    await sandbox.delay(0);
    if (round === 0) continue;
    totals.push(total);
    singles.push(single);
  }
  return [
    atMost(`reads_of_${RESOLVES}_at_once_vs_entries`, reads, ENTRIES, 1),
    atMost(`ms_of_${RESOLVES}_at_once_vs_one_read`, median(totals), median(singles), 1.5),
  ];
}

function isKey(key: EntryKey | undefined): key is EntryKey {
  return key !== undefined;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
