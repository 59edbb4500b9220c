import { recordAct } from '@/lib/audit/record-act';
import { newId } from '@/lib/kernel/id';
import { type BenchDeps, caller } from './read-measures';
import type { Measure } from './report';

const ROUNDS = 5;
const AT_ONCE = 8;
const PER_ROUND = 200;

/** The same small change with and without its act, in turns, by several callers of one workspace. */
export async function changesWithAndWithout({ db }: BenchDeps): Promise<Measure[]> {
  const workspaceId = newId();
  await db.people.workspace.create({ data: { id: workspaceId, name: 'bench', slug: workspaceId } });
  const actor = caller(workspaceId);
  const change = (recorded: boolean) =>
    db.withWorkspace(workspaceId, async (tx) => {
      const id = newId();
      const empty = { steps: [], inputSchema: {}, vaultSchema: {} };
      await tx.workflow.create({ data: { workspaceId, id, name: id, ...empty } });
      if (recorded) {
        recordAct(tx, actor, { action: 'workflow.created', object: { kind: 'workflow', id } });
      }
    });
  const seconds = { plain: 0, recorded: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    seconds.plain += await inSeconds(() => change(false));
    seconds.recorded += await inSeconds(() => change(true));
  }
  const total = ROUNDS * PER_ROUND;
  const perSecond = total / seconds.recorded;
  return [
    {
      measure: `changes with their act, one workspace, ${AT_ONCE} at a time`,
      value: perSecond,
      unit: 'changes/s',
      target: '>=300',
      met: perSecond >= 300,
    },
    { measure: '  the same without an act', value: total / seconds.plain, unit: 'changes/s' },
  ];
}

async function inSeconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  let left = PER_ROUND;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (performance.now() - started) / 1000;
}
