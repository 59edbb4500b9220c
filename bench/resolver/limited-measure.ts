import { resolveLogin } from '@/lib/resolver/resolve-login';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { atMost, type Measure } from '../secrets/report';
import { BACKEND_MS } from './live-measure';
import { percentile } from './load-process';
import type { World } from './world';

/** Quiet and storm take turns, so that both see the same minutes of the machine. */
const ROUNDS = 6;
const WINDOW_MS = 6_000;
/** Resolves of the connection that is told to slow down, each second of a storm. */
const STORM_PER_SECOND = 200;
const STORM_ENTRIES = 10;
const STORM_SECONDS = 60;
const PAUSE_MS = 20;

/** G18: while 1Password asks one connection to slow down and many resolve through it, what others wait for. */
export async function limitedMeasure(world: World): Promise<Measure[]> {
  const { services, sandbox } = world;
  const limited = await world.entries(STORM_ENTRIES, { mode: 'service_account', cacheTtlSeconds: 0 });
  const [other] = await world.entries(1, { cacheTtlSeconds: 0 });
  if (!other) throw new Error('no entry');
  const ofOther = async () => {
    const from = performance.now();
    await resolveLogin(services, other);
    return performance.now() - from;
  };
  const quiet: number[] = [];
  const storm: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await sandbox.delay(BACKEND_MS);
    const without = await timesOf(ofOther);
    await sandbox.throttle(STORM_SECONDS);
    const end = startStorm(world, limited);
    const during = await timesOf(ofOther);
    await end();
    if (round === 0) continue;
    quiet.push(...without);
    storm.push(...during);
  }
  await sandbox.delay(0);
  const measure = 'g18_other_connection_p95_ms_in_a_storm_vs_without';
  return [atMost(measure, percentile(storm, 0.95), percentile(quiet, 0.95), 1.1)];
}

async function timesOf(work: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + WINDOW_MS;
  while (performance.now() < end) {
    times.push(await work());
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return times;
}

/** One every few milliseconds, as they would come from many runs. Ends with a complaint if any was served. */
function startStorm({ services }: World, keys: readonly EntryKey[]): () => Promise<void> {
  const asked: Promise<boolean>[] = [];
  const timer = setInterval(() => {
    const key = keys[asked.length % keys.length];
    if (!key) return;
    const served = resolveLogin(services, key).then(
      () => true,
      () => false,
    );
    asked.push(served);
  }, 1_000 / STORM_PER_SECOND);
  return async () => {
    clearInterval(timer);
    const served = (await Promise.all(asked)).filter(Boolean).length;
    if (served > 0) throw new Error(`${served} of ${asked.length} resolves were served: that was no storm`);
  };
}
