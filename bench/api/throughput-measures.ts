import type { Measure } from '../secrets/report';
import { median } from '../secrets/take-turns';
import type { Load, LoadGenerator, LoadResult } from './load';
import type { Side } from './server';
import { DOMAIN, type Tenant, userOf, type World } from './world';

const CONNECTIONS = [1, 16, 64];
const ROUNDS = 5;
/** Before a case is measured: for connections, prepared statements and the compiler, of which a server that runs has seen enough. */
const WARM_SECONDS = 4;
const SIDES: readonly Side[] = ['ours', 'bare'];
/** Of what the bare handlers do. */
const TARGET = 0.6;

export interface Case extends Pick<Load, 'method' | 'path' | 'headers' | 'body'> {
  name: string;
  /** Where the bare handlers do the same, when it is not at the same address. */
  barePath?: string;
}

export function casesFor({ apiKey, workspaceId, values }: Tenant): Case[] {
  const headers = { 'cc-key': apiKey, 'x-bench-workspace': workspaceId };
  const body = JSON.stringify({ permissioned_user_id: '{n}', domain: DOMAIN, ...values });
  const sent = { ...headers, 'content-type': 'application/json' };
  const adding = { method: 'POST', path: '/vault', headers: sent, body };
  return [
    // At an address that is none there can be no entry: nothing is asked of the database once the key is checked.
    { name: 'key_check', method: 'GET', path: '/vault?domain=:', barePath: '/key', headers },
    { name: 'get_vault_one', method: 'GET', path: onePath(50), headers },
    { name: 'get_vault_100', method: 'GET', path: '/vault', headers },
    { name: 'get_secret_providers', method: 'GET', path: '/secret-providers', headers },
    { name: 'post_vault', ...adding },
    { name: 'post_vault_vs_on_record', barePath: '/vault/on-record', ...adding },
  ];
}

export function onePath(number: number): string {
  return `/vault?permissioned_user_id=${encodeURIComponent(userOf(number))}&domain=${encodeURIComponent(DOMAIN)}`;
}

/** Requests a second and the 99th percentile of each case, the two sides in turns. */
export async function* throughputMeasures(
  world: World,
  generator: LoadGenerator,
  { tenant, seconds }: { tenant: Tenant; seconds: number },
): AsyncGenerator<Measure[]> {
  for (const { name, barePath, ...request } of casesFor(tenant)) {
    const run = (side: Side, load: Pick<Load, 'connections' | 'seconds'>) => {
      const path = side === 'bare' && barePath ? barePath : request.path;
      return generator.run({ ...request, path, origin: world[side].origin, ...load });
    };
    for (const side of SIDES)
      await run(side, { connections: Math.max(...CONNECTIONS), seconds: WARM_SECONDS });
    for (const connections of CONNECTIONS) {
      const both: Record<Side, LoadResult[]> = { ours: [], bare: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const side of SIDES) both[side].push(await run(side, { connections, seconds }));
      }
      yield compare(`${name}_c${connections}`, both);
    }
  }
}

function compare(name: string, { ours, bare }: Record<'ours' | 'bare', LoadResult[]>): Measure[] {
  const of = (results: LoadResult[], what: 'perSecond' | 'p99') =>
    median(results.map((result) => result[what]));
  const rate = { ours: of(ours, 'perSecond'), baseline: of(bare, 'perSecond') };
  const slow = { ours: of(ours, 'p99'), baseline: of(bare, 'p99') };
  const ratio = rate.ours / rate.baseline;
  return [
    { measure: `${name}_per_second`, ...rate, ratio, target: `>=${TARGET}`, met: ratio >= TARGET },
    { measure: `${name}_p99_ms`, ...slow, ratio: slow.ours / slow.baseline, target: null, met: null },
  ];
}
