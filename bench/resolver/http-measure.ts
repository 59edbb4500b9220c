import { resolveLogin } from '@/lib/resolver/resolve-login';
import { atLeast, type Measure } from '../secrets/report';
import { median } from '../secrets/take-turns';
import { type LoadProcess, warm } from './load-process';
import type { Served } from './served';
import type { World } from './world';

const ROUNDS = 5;
const SECONDS = 2;
const CONNECTIONS = 32;

/** Cached resolves over HTTP, as many as are answered, against a bare handler that does the floor. They take turns. */
export async function httpMeasure(world: World, served: Served, load: LoadProcess): Promise<Measure[]> {
  const [key] = await world.entries(1, { cacheTtlSeconds: 3600 });
  if (!key) throw new Error('no entry');
  await resolveLogin(world.services, key);
  for (const target of [served.floor, served.resolve(key)]) await warm(load, target);
  const rates: Record<'ours' | 'floor', number[]> = { ours: [], floor: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, target] of [
      ['floor', served.floor],
      ['ours', served.resolve(key)],
    ] as const) {
      const plan = { ...target, connections: CONNECTIONS, perSecond: null, seconds: SECONDS };
      const { perSecond } = await load.send(plan);
      rates[name].push(perSecond);
    }
  }
  // Milliseconds a request, so that the ratio reads like the others.
  const [ours, floor] = [1000 / median(rates.ours), 1000 / median(rates.floor)];
  return [atLeast('cached_resolve_over_http_rate_vs_bare_hono', ours, floor, 0.6)];
}
