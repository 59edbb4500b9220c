import { resolveLogin } from '@/lib/resolver/resolve-login';
import type { Measure } from '../secrets/report';
import { BACKEND_MS } from './live-measure';
import { type LoadProcess, percentile, warm } from './load-process';
import type { Served } from './served';
import type { World } from './world';

const SECONDS = 10;
const CONNECTIONS = 64;

/** G26: what a program waits for over HTTP, at rates of arrival that do not wait for it. */
export async function loadMeasure(world: World, served: Served, load: LoadProcess): Promise<Measure[]> {
  const { services, sandbox } = world;
  const [cached] = await world.entries(1, { cacheTtlSeconds: 3600 });
  const live = await world.entries(10, { cacheTtlSeconds: 0 });
  const [one] = live;
  if (!cached || !one) throw new Error('no entry');
  await resolveLogin(services, cached);
  const at = async (key: typeof cached, perSecond: number, seconds: number) => {
    const plan = { ...served.resolve(key), connections: CONNECTIONS, perSecond, seconds };
    return percentile((await load.send(plan)).latencies, 0.95);
  };
  await warm(load, served.resolve(cached));
  const ofCached = await at(cached, 300, SECONDS);
  await sandbox.delay(BACKEND_MS);
  await at(one, 100, 2);
  const ofLive = await at(one, 100, SECONDS);
  await sandbox.delay(0);
  return [
    below('g26_cached_resolve_p95_ms_at_300_a_second', ofCached, 15),
    below(`g26_live_resolve_p95_ms_at_100_a_second_${BACKEND_MS}_ms_away`, ofLive, 120),
  ];
}

function below(measure: string, ours: number, limit: number): Measure {
  return { measure, ours, baseline: limit, ratio: null, target: `<${limit}`, met: ours < limit };
}
