import type { OriginPin } from '@/lib/browser/origin-policy';
import { findElement } from '@/lib/browser/page-acts';
import { Problem } from '@/lib/contract/problem';
import type { StepOf } from '@/lib/contract/workflow-step';
import { type FillForEntry, fillCode, fillExtraSecret } from '@/lib/sign-ins/fill-for-entry';
import { codeFromPerson } from './code-from-person';
import { explained } from './element-failure';
import type { StepContext } from './execute-step';
import { openLinkFromPerson } from './link-from-person';
import { credentialFor } from './run-credentials';
import { failureFromProblem } from './run-failure';
import { signInTerms } from './sign-in-terms';

/** One of the further secrets of the run's entry, by name: typed where its login may be, and nowhere else. */
export function fillSecretStep(context: StepContext, selector: string, path: string): Promise<void> {
  const [alias = '', name = ''] = path.split('.');
  const { entry_id: entryId } = credentialFor(context.credentials, alias);
  const key = { workspaceId: context.key.workspaceId, entryId };
  return explained(selector, async () => {
    const field = await findElement(context.page, selector);
    await filling(context, entryId, (how) => fillExtraSecret(context.deps, key, name, { ...how, field }));
  });
}

/**
 * The second factor by itself: a one-time code into its field, or a link that is opened. For a form that is no sign-in,
 * to confirm a payment or to open settings, and for sites that sign in by the link.
 */
export async function tfaStep(
  context: StepContext,
  { credential: alias, selector }: StepOf<'tfa'>,
): Promise<void> {
  const credential = credentialFor(context.credentials, alias);
  const { entry_id: entryId } = credential;
  const key = { workspaceId: context.key.workspaceId, entryId };
  const { tfaMethod: method } = await signInTerms(context.deps.db, key);
  if (method === 'MAGIC_LINK') return openLinkFromPerson(context, credential);
  const other = codeFromPerson(context, credential, method);
  await explained(selector ?? 'The field for the code', async () => {
    const field = selector === undefined ? null : await findElement(context.page, selector);
    await filling(context, entryId, (how) => fillCode(context.deps, key, other?.ask, { ...how, field }));
  });
}

type Surroundings = Omit<FillForEntry, 'field'>;

async function filling(
  { page, secrets, signal, journal, index, key, filled }: StepContext,
  entryId: string,
  fill: (how: Surroundings) => Promise<OriginPin>,
): Promise<void> {
  const doneFor = { run_id: key.runId, step: index + 1 };
  const note = (text: string) => journal.note(index, text);
  try {
    filled.pin = await fill({ page, secrets, signal, note, doneFor });
  } catch (error) {
    if (error instanceof Problem && !error.retryable) throw failureFromProblem(error, entryId);
    throw error;
  }
}
