import { OnePasswordConnect } from '@1password/connect';
import type { Clock } from '@/lib/kernel/clock';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { warmLogins } from '@/lib/resolver/warm-logins';
import { bareClient } from '../secrets/clients';
import { atMost, type Measure } from '../secrets/report';
import type { World } from './world';

const RUNS = 1_000;
const CREDENTIALS = 10;
const TTL_SECONDS = 300;
/** Those without a cache cost the same each time: so many runs are counted, and multiplied. */
const COUNTED_RUNS = 3;

/**
 * A thousand runs of ten credentials within one cache duration: how many requests reach 1Password. The least there can
 * be is one for each item from a Connect server, and one for all of them from the service account's batch.
 */
export async function runsMeasure(world: World): Promise<Measure[]> {
  const connect = await ofOurs(world, 'connect');
  const account = await ofOurs(world, 'service_account');
  const { token, connectUrl, connectToken, vault, items } = world.sandbox.addresses;
  const wanted = items.slice(0, CREDENTIALS);
  const client = await bareClient(token);
  const direct = await countedRuns(world, async () => {
    for (const { id } of wanted) await client.items.get(vault.id, id);
  });
  const anew = await countedRuns(world, async () => {
    const own = await bareClient(token);
    for (const { id } of wanted) await own.items.get(vault.id, id);
  });
  const official = OnePasswordConnect({ serverURL: connectUrl, token: connectToken, keepAlive: true });
  const byName = await countedRuns(world, async () => {
    for (const { title } of wanted) {
      const found = await official.getVault(vault.name);
      await official.getItem(found.id ?? '', title);
    }
  });
  const versus = (name: string, requests: number): Measure => ({
    measure: `requests_of_${RUNS}_runs: ${name}`,
    ours: account,
    baseline: requests,
    ratio: account / requests,
    target: null,
    met: null,
  });
  return [
    atMost(`requests_of_${RUNS}_runs_connect_vs_least`, connect, CREDENTIALS, 1),
    atMost(`requests_of_${RUNS}_runs_account_vs_least`, account, 1, 1),
    versus('one SDK client', direct),
    versus('a new SDK client per run', anew),
    versus('Connect client by name', byName),
  ];
}

/** The runs' own time, which passes quickly: all of them within one duration. */
async function ofOurs(world: World, mode: 'connect' | 'service_account'): Promise<number> {
  const keys = await world.entries(CREDENTIALS, { mode, cacheTtlSeconds: TTL_SECONDS });
  let now = Date.now();
  const clock: Clock = { now: () => now, sleep: world.services.clock.sleep };
  const deps = { ...world.services, clock };
  const ids = keys.map(({ entryId }) => entryId);
  await world.sandbox.forget();
  for (let run = 0; run < RUNS; run += 1) {
    await warmLogins(deps, world.actor.workspaceId, ids);
    await Promise.all(keys.map((key) => resolveLogin(deps, key)));
    now += (TTL_SECONDS * 1000 * 0.85) / RUNS;
  }
  return world.sandbox.requests();
}

async function countedRuns({ sandbox }: World, run: () => Promise<void>): Promise<number> {
  await sandbox.forget();
  for (let count = 0; count < COUNTED_RUNS; count += 1) await run();
  return ((await sandbox.requests()) * RUNS) / COUNTED_RUNS;
}
