import { atMost, type Measure } from '../secrets/report';
import { median } from '../secrets/take-turns';
import type { LoadGenerator } from './load';
import { onePath } from './throughput-measures';
import type { Tenant, World } from './world';

const ROUNDS = 5;
const LIMIT = 1.3;

/** The median of one-entry reads and of a page, in a workspace with very many entries and in one with a hundred. */
export async function growthMeasures(
  world: World,
  generator: LoadGenerator,
  { small, large, seconds }: { small: Tenant; large: Tenant; seconds: number },
): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const [name, path] of [
    ['one_entry', onePath(50)],
    ['page_of_entries', '/api/v1/entries?limit=50'],
  ] as const) {
    const medians = { small: [] as number[], large: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [size, tenant] of Object.entries({ small, large }) as Array<['small' | 'large', Tenant]>) {
        const headers = { 'cc-key': tenant.apiKey };
        const { origin } = world.ours;
        const { p50 } = await generator.run({
          origin,
          method: 'GET',
          path,
          headers,
          connections: 1,
          seconds,
        });
        if (round > 0) medians[size].push(p50);
      }
    }
    measures.push(
      atMost(`${name}_p50_ms_100000_entries_vs_100`, median(medians.large), median(medians.small), LIMIT),
    );
  }
  return measures;
}
