import { recordAct } from '@/lib/audit/record-act';
import { verifyChain } from '@/lib/audit/verify-chain';
import { type BenchDeps, caller } from './read-measures';
import type { Measure } from './report';

const ROWS = 20_000;
const BATCH = 500;

export async function verification(deps: BenchDeps): Promise<Measure[]> {
  const actor = caller();
  const appending = performance.now();
  for (let done = 0; done < ROWS; done += BATCH) {
    await deps.db.withWorkspace(actor.workspaceId, async (tx) => {
      for (let index = 0; index < BATCH; index += 1) {
        recordAct(tx, actor, {
          action: 'secret.resolved',
          object: { kind: 'entry', id: `entry ${done + index}` },
        });
      }
    });
  }
  const verifying = performance.now();
  const { fault, records } = await verifyChain(deps, actor.workspaceId);
  if (fault || records !== ROWS) throw new Error('the chain does not verify');
  const ended = performance.now();
  return [
    {
      measure: `appending ${BATCH} rows in one commit`,
      value: (ROWS * 1000) / (verifying - appending),
      unit: 'rows/s',
    },
    { measure: 'verifying a chain', value: (ROWS * 1000) / (ended - verifying), unit: 'rows/s' },
  ];
}
