import { setTimeout as sleep } from 'node:timers/promises';
import { ActRecorder } from '@/lib/audit/act-recorder';
import { ChainWriter } from '@/lib/audit/chain-writer';
import type { Act, Acting } from '@/lib/audit/record-act';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { type Measure, percentile } from './report';

export interface BenchDeps {
  db: Database;
  auditKeys: AuditKeys;
}

const SECONDS = 5;
const IN_FLIGHT = 64;
const ARRIVALS_PER_SECOND = 300;

/** What a resolve over HTTP puts on record. */
const act: Act = {
  action: 'secret.resolved',
  object: { kind: 'entry', id: newId() },
  detail: { from: 'cache', parts: ['username', 'password'] },
};

export function caller(workspaceId = newId()): Acting {
  const request = { id: newId(), addressHash: '0123456789abcdef' };
  return { workspaceId, who: { kind: 'api_key', keyId: newId(), name: 'bench' }, request };
}

/** As many as there can be, all in one workspace. */
export async function readsOfOneChain(deps: BenchDeps): Promise<Measure[]> {
  return flatOut(deps, 'one workspace', [caller()]);
}

export async function readsOfManyChains(deps: BenchDeps): Promise<Measure[]> {
  return flatOut(
    deps,
    '50 workspaces',
    Array.from({ length: 50 }, () => caller()),
  );
}

async function flatOut(
  { db, auditKeys }: BenchDeps,
  where: string,
  actors: readonly Acting[],
): Promise<Measure[]> {
  const recorder = new ActRecorder(new ChainWriter(db, auditKeys));
  const until = performance.now() + SECONDS * 1000;
  const waits: number[] = [];
  const client = async (index: number) => {
    for (let turn = index; performance.now() < until; turn += 1) {
      const actor = actors[turn % actors.length];
      if (actor) waits.push(await timed(() => recorder.record(actor, act)));
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => client(index)));
  const perSecond = (waits.length * 1000) / (performance.now() - started);
  return [
    {
      measure: `reads on record, ${where}, ${IN_FLIGHT} at a time`,
      value: perSecond,
      unit: 'acts/s',
      target: '>=300',
      met: perSecond >= 300,
    },
    { measure: `  wait of the slowest hundredth`, value: percentile(waits, 0.99), unit: 'ms' },
  ];
}

/** At the rate of G26: what a caller waits for the record before it gets its secret. */
export async function readsAtArrivalRate({ db, auditKeys }: BenchDeps): Promise<Measure[]> {
  const recorder = new ActRecorder(new ChainWriter(db, auditKeys));
  const actor = caller();
  const waits: number[] = [];
  const open: Promise<unknown>[] = [];
  const started = performance.now();
  for (let index = 0; index < ARRIVALS_PER_SECOND * SECONDS; index += 1) {
    const due = started + (index * 1000) / ARRIVALS_PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    open.push(timed(() => recorder.record(actor, act)).then((wait) => waits.push(wait)));
  }
  await Promise.all(open);
  return [0.5, 0.95].map((share) => ({
    measure: `wait for a record at ${ARRIVALS_PER_SECOND} reads/s, p${share * 100}`,
    value: percentile(waits, share),
    unit: 'ms',
  }));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
