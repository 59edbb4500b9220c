import type { OriginPin } from '@/lib/browser/origin-policy';
import { findElement } from '@/lib/browser/page-acts';
import { Problem } from '@/lib/contract/problem';
import type { StepOf } from '@/lib/contract/workflow-step';
import { type FillForEntry, fillCode, fillExtraSecret } from '@/lib/sign-ins/fill-for-entry';
import { codeFromPerson } from './code-from-person';
import { explained } from './element-failure';
import type { StepContext } from './execute-step';
import { credentialFor } from './run-credentials';
import { failureFromProblem } from './run-failure';

/** One of the further secrets of the run's entry, by name: typed where its login may be, and nowhere else. */
export function fillSecretStep(context: StepContext, selector: string, path: string): Promise<void> {
  const [alias = '', name = ''] = path.split('.');
  const { entry_id: entryId } = credentialFor(context.credentials, alias);
  const key = { workspaceId: context.key.workspaceId, entryId };
  return filling(context, selector, entryId, (how) => fillExtraSecret(context.deps, key, name, how));
}

/** A one-time code for a form that is no sign-in: to confirm a payment, to open settings. */
export async function tfaStep(
  context: StepContext,
  { credential: alias, selector }: StepOf<'tfa'>,
): Promise<void> {
  const credential = credentialFor(context.credentials, alias);
  const { entry_id: entryId } = credential;
  const key = { workspaceId: context.key.workspaceId, entryId };
  const other = await codeFromPerson(context, credential);
  await filling(context, selector, entryId, (how) => fillCode(context.deps, key, other?.ask, how));
}

function filling(
  context: StepContext,
  selector: string,
  entryId: string,
  fill: (how: FillForEntry) => Promise<OriginPin>,
): Promise<void> {
  const { page, secrets, signal, journal, index, key, filled } = context;
  return explained(selector, async () => {
    const field = await findElement(page, selector);
    const doneFor = { run_id: key.runId, step: index + 1 };
    const note = (text: string) => journal.note(index, text);
    try {
      filled.pin = await fill({ page, field, secrets, signal, note, doneFor });
    } catch (error) {
      if (error instanceof Problem && !error.retryable) throw failureFromProblem(error, entryId);
      throw error;
    }
  });
}
