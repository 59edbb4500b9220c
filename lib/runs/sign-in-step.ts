import type { WorkflowStep } from '@/lib/contract/workflow';
import { signInEntry } from '@/lib/sign-ins/sign-in-entry';
import { fillVariables } from '@/lib/workflows/workflow-rules-policy';
import { codeFromPerson } from './code-from-person';
import type { StepContext } from './execute-step';
import { nextStepFor, RunFailure } from './run-failure';

/** Signs in with the credential that the run chose for this alias when it was started. */
export async function signInStep(
  context: StepContext,
  step: Extract<WorkflowStep, { action: 'sign_in' }>,
): Promise<void> {
  const { deps, workspaceId, journal, index, page, secrets, signal } = context;
  const credential = credentialOf(context, step.credential);
  const key = { workspaceId, entryId: credential.entry_id };
  const outcome = await signInEntry(deps, key, {
    page,
    secrets,
    signal,
    startAt: (domain) => startAddress(context, step.url, domain),
    note: (text) => journal.note(index, text),
    doneFor: { run_id: context.runId, step: index + 1 },
    otherCode: await codeFromPerson(context, credential),
  });
  if (outcome.signedIn) return;
  throw new RunFailure(outcome.category, outcome.code, outcome.message, nextStepFor(outcome.code));
}

export function credentialOf(context: StepContext, alias: string): StepContext['credentials'][number] {
  const credential = context.credentials.find((one) => one.alias === alias);
  if (credential) return credential;
  throw new RunFailure(
    'UNEXPECTED_UI_STATE',
    'NO_CREDENTIAL',
    'The step names no credential of the run.',
    'Edit the workflow.',
  );
}

/** What the step says; else the page where the steps before have led to; else the entry's own site. */
function startAddress(context: StepContext, url: string | undefined, domain: string): string | undefined {
  if (url !== undefined) return fillVariables(url, context.variables);
  return context.page.url() === 'about:blank' ? domain : undefined;
}
