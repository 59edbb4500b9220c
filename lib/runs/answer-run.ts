import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { fieldProblem, Problem } from '@/lib/contract/problem';
import { type InteractionAnswer, interactionAnswer } from '@/lib/contract/wire-run';
import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';
import { answerErrors, answerSchema, answerTexts } from './answer-policy';
import { notifyChange } from './append-event';
import { keepAnswer } from './interaction-store';
import { isFinal } from './run-state';
import { requireRun } from './run-store';

/** What the run asked for. The worker takes it at once; it is sealed meanwhile and kept nowhere after. */
export async function answerRun(
  deps: { db: Database; keys: WorkspaceKeys; clock: Clock },
  actor: Actor,
  { id, answer }: { id: string; answer: InteractionAnswer },
): Promise<void> {
  requirePermission(actor, 'runs:write');
  const given = interactionAnswer.parse(answer);
  const { workspaceId } = actor;
  const keyring = await deps.keys.keyring(workspaceId);
  const now = new Date(deps.clock.now());
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const run = await requireRun(tx, workspaceId, id);
    if (isFinal(run.status))
      throw new Problem('run_finished', { message: `The run has ended: ${run.status}.` });
    if (!run.interaction) throw notWaiting();
    const { askedAt } = run.interaction;
    const schema = answerSchema.parse(run.interaction.schema);
    const faults = answerErrors(schema, given);
    if (faults.length > 0) throw fieldProblem(faults);
    const texts = answerTexts(schema, given);
    const key = { workspaceId, runId: id };
    if (!(await keepAnswer(tx, keyring, key, { askedAt, answer: texts, now }))) throw notWaiting();
    await notifyChange(tx, key);
    recordAct(tx, actor, { action: 'run.answered', object: { kind: 'run', id } });
  });
}

function notWaiting(): Problem {
  return new Problem('run_not_waiting', {
    message: 'The run waits for no answer now.',
    hint: 'It was answered already, the time for it is over, or it has not asked yet.',
  });
}
