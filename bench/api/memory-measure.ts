import type { Measure } from '../secrets/report';
import { median } from '../secrets/take-turns';
import type { LoadGenerator } from './load';
import { casesFor } from './throughput-measures';
import type { Tenant, World } from './world';

const CONNECTIONS = 16;
const LIMIT = 1.1;

/**
 * Resident memory of the API's process while all kinds of requests come: the last quarter of the time against the second.
 * In the first, the heap still finds its size.
 */
export async function memoryMeasure(
  world: World,
  generator: LoadGenerator,
  { tenant, minutes }: { tenant: Tenant; minutes: number },
): Promise<Measure> {
  const cases = casesFor(tenant);
  const seconds = Math.min(2, (minutes * 60) / cases.length / 12);
  const samples: number[] = [];
  const end = performance.now() + minutes * 60_000;
  for (let turn = 0; performance.now() < end; turn += 1) {
    const request = cases[turn % cases.length];
    // Reading all entries grows with those that are added, and would be measured instead.
    if (!request || request.name === 'get_vault_100') continue;
    await generator.run({ ...request, origin: world.ours.origin, connections: CONNECTIONS, seconds });
    samples.push(await world.ours.megabytes());
  }
  const quarter = Math.floor(samples.length / 4);
  const baseline = median(samples.slice(quarter, 2 * quarter));
  const ours = median(samples.slice(3 * quarter));
  const ratio = ours / baseline;
  return {
    measure: `rss_mb_after_${minutes}_minutes_vs_before`,
    ours,
    baseline,
    ratio,
    target: `<=${LIMIT}`,
    met: ratio <= LIMIT,
  };
}
